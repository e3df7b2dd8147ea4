//! List numbers of a .doc: list definitions, their uses, and how far each has counted ([MS-DOC] 2.9.131, 2.9.147).

use std::collections::{HashMap, HashSet};

use super::bytes::{i32_at, size_at, string_at, u8_at, u16_at};
use crate::read::flow::{Numerals, is_shown, numeral};

const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    numerals: Option<Numerals>,
    /// Shown with arabic numbers only, as in legal texts.
    legal: bool,
    /// Letters below 9 stand for the number of that level.
    text: String,
    /// What it does to its paragraphs.
    para: Vec<u8>,
}

#[derive(Debug, Clone, Default)]
struct Use {
    list: i32,
    /// Levels that start anew or look different in this use.
    start: [Option<u32>; LEVELS],
    levels: HashMap<usize, Level>,
}

/// All lists of a file.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: HashMap<i32, Vec<Level>>,
    uses: Vec<Use>,
    counts: HashMap<i32, [Option<u32>; LEVELS]>,
    begun: HashSet<(u16, usize)>,
}

impl Lists {
    /// From `PlfLst` with the levels behind it, and `PlfLfo`.
    pub(super) fn new(lists: &[u8], levels: &[u8], uses: &[u8]) -> Lists {
        Lists { lists: read_lists(lists, levels).unwrap_or_default(), uses: read_uses(uses).unwrap_or_default(), ..Lists::default() }
    }

    /// The modifiers that a level gives its paragraphs (indents).
    pub(super) fn paragraph(&self, number: u16, level: u8) -> &[u8] {
        let level = usize::from(level);
        let found = || {
            let using = self.uses.get(usize::from(number.checked_sub(1)?))?;
            using.levels.get(&level).or_else(|| self.lists.get(&using.list)?.get(level))
        };
        found().map_or(&[], |level: &Level| &level.para)
    }

    /// The mark of the next paragraph of this use (from 1) and level; counts on.
    pub(super) fn mark(&mut self, number: u16, level: u8) -> Option<String> {
        let at = usize::from(number.checked_sub(1)?);
        let using = self.uses.get(at)?;
        let levels = self.lists.get(&using.list)?;
        let depth = usize::from(level).min(LEVELS - 1);
        let find = |level: usize| using.levels.get(&level).or_else(|| levels.get(level));
        let own = find(depth)?;
        let counts = self.counts.entry(using.list).or_default();
        let restart = using.start.get(depth).copied().flatten().filter(|_| !self.begun.contains(&(number, depth)));
        self.begun.insert((number, depth));
        if let Some(count) = counts.get_mut(depth) {
            *count = Some(restart.unwrap_or_else(|| count.map_or(own.start, |count| count.saturating_add(1))));
        }
        for deeper in counts.iter_mut().skip(depth + 1) {
            *deeper = None;
        }
        own.numerals?;
        let mut shown = String::new();
        for letter in own.text.chars() {
            let level = u32::from(letter) as usize;
            if level >= LEVELS {
                shown.push(letter);
                continue;
            }
            let Some(other) = find(level) else { continue };
            let count = counts.get(level).copied().flatten().unwrap_or(other.start);
            let numerals = other.numerals.unwrap_or(Numerals::None);
            shown.push_str(&numeral(if own.legal { Numerals::Arabic } else { numerals }, count));
        }
        Some(shown.trim().to_owned()).filter(|mark| is_shown(mark))
    }
}

fn read_lists(lists: &[u8], levels: &[u8]) -> Option<HashMap<i32, Vec<Level>>> {
    let count = usize::from(u16_at(lists, 0)?);
    let mut at = 0;
    let mut found = HashMap::new();
    for index in 0..count {
        let entry = 2 + index * 28;
        let (Some(id), Some(flags)) = (i32_at(lists, entry), u8_at(lists, entry + 26)) else { break };
        let mut own = Vec::new();
        for _ in 0..if flags & 1 != 0 { 1 } else { LEVELS } {
            let Some((level, end)) = read_level(levels, at) else { return Some(found) };
            own.push(level);
            at = end;
        }
        found.insert(id, own);
    }
    Some(found)
}

/// One `LVL`, and where it ends.
fn read_level(bytes: &[u8], at: usize) -> Option<(Level, usize)> {
    let start = i32_at(bytes, at)?;
    let numerals = match u8_at(bytes, at + 4)? {
        0 | 5 | 6 | 7 => Some(Numerals::Arabic),
        1 => Some(Numerals::UpperRoman),
        2 => Some(Numerals::LowerRoman),
        3 => Some(Numerals::UpperLetter),
        4 => Some(Numerals::LowerLetter),
        22 => Some(Numerals::ArabicZero),
        23 => None,
        255 => Some(Numerals::None),
        _ => Some(Numerals::Arabic),
    };
    let legal = u8_at(bytes, at + 5)? & 0x04 != 0;
    let (letters, paragraph) = (usize::from(u8_at(bytes, at + 24)?), usize::from(u8_at(bytes, at + 25)?));
    let look = at + 28 + paragraph;
    let (text, end) = string_at(bytes, look + letters)?;
    let start = u32::try_from(start).unwrap_or(1);
    let para = bytes.get(at + 28..look)?.to_vec();
    Some((Level { start, numerals, legal, text, para }, end))
}

fn read_uses(bytes: &[u8]) -> Option<Vec<Use>> {
    let count = size_at(bytes, 0)?.min(bytes.len() / 16);
    let mut at = 4 + count * 16;
    let mut uses = Vec::new();
    for index in 0..count {
        let entry = 4 + index * 16;
        let mut one = Use { list: i32_at(bytes, entry)?, ..Use::default() };
        let overrides = u8_at(bytes, entry + 12).unwrap_or(0);
        at += 4;
        for _ in 0..overrides {
            let (Some(start), Some(flags)) = (i32_at(bytes, at), u8_at(bytes, at + 4)) else { break };
            at += 8;
            let level = usize::from(flags & 0x0F);
            if flags & 0x10 != 0
                && let Some(slot) = one.start.get_mut(level)
            {
                *slot = u32::try_from(start).ok();
            }
            if flags & 0x20 != 0 {
                let Some((own, end)) = read_level(bytes, at) else { break };
                one.levels.insert(level, own);
                at = end;
            }
        }
        uses.push(one);
    }
    Some(uses)
}
