//! What follows what in an OPP: how likely each part is after another (`rules/volgorde.toml`).

use super::Part;
use super::file::PARTS;
use std::collections::BTreeMap;

/// Number of parts.
const N: usize = PARTS.len();

/// For each part, and for the beginning of a document, how likely each part is to come next.
#[derive(Debug, Clone)]
pub struct Order {
    after: Vec<[f32; N]>,
    first: [f32; N],
}

impl Default for Order {
    fn default() -> Order {
        Order { after: vec![[1.0 / N as f32; N]; N], first: [1.0 / N as f32; N] }
    }
}

impl Order {
    /// From the file: by part (or `begin`), what follows and how often of a hundred times.
    ///
    /// # Errors
    /// The names that are no part.
    pub(super) fn new(after: &BTreeMap<String, BTreeMap<String, f32>>) -> Result<Order, Vec<String>> {
        let mut order = Order::default();
        let mut wrong = Vec::new();
        for (from, next) in after {
            let mut row = [0.0_f32; N];
            for (to, n) in next {
                match Part::of(to).and_then(|p| row.get_mut(p as usize)) {
                    Some(slot) => *slot = n.max(0.0) / 100.0,
                    None => wrong.push(to.clone()),
                }
            }
            let left = (1.0 - row.iter().sum::<f32>()).max(0.05);
            let unnamed = row.iter().filter(|p| **p == 0.0).count().max(1) as f32;
            row.iter_mut().filter(|p| **p == 0.0).for_each(|p| *p = left / unnamed);
            match (from.as_str(), Part::of(from)) {
                ("begin", _) => order.first = row,
                (_, Some(part)) => {
                    if let Some(slot) = order.after.get_mut(part as usize) {
                        *slot = row;
                    }
                }
                _ => wrong.push(from.clone()),
            }
        }
        if wrong.is_empty() { Ok(order) } else { Err(wrong) }
    }

    /// How likely each part is after this one, by the part's number; `None` at the beginning.
    #[must_use]
    pub fn after(&self, part: Option<Part>) -> &[f32; N] {
        part.and_then(|p| self.after.get(p as usize)).unwrap_or(&self.first)
    }
}
