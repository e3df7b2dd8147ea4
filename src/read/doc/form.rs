//! Form fields of a .doc: their state lies in the stream `Data` ([MS-DOC] 2.9.79).

use super::bytes::{size_at, string_at, u16_at, u32_at};

/// A form field: its own name, and its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub label: String,
    pub state: State,
}

/// State of a form field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// What it shows untouched.
    Text(String),
    Box(bool),
    /// What is chosen, and whether anyone chose.
    Choice(String, bool),
}

/// The form field at this place of the data stream.
pub(super) fn form(data: &[u8], at: usize) -> Option<Form> {
    let head = usize::from(u16_at(data, at + 4)?);
    let size = size_at(data, at)?;
    let body = data.get(at + head..at.checked_add(size)?)?;
    if u32_at(body, 0)? != 0xFFFF_FFFF {
        return None;
    }
    let bits = u16_at(body, 4)?;
    let result = bits >> 2 & 0x1F;
    let (label, mut end) = string_at(body, 10)?;
    end += 2;
    let kind = bits & 3;
    if kind == 0 {
        let untouched = string_at(body, end).map(|(text, _)| text).unwrap_or_default();
        return Some(Form { label, state: State::Text(untouched) });
    }
    let default = u16_at(body, end)?;
    let chosen = if result == 25 { default } else { result };
    if kind == 1 {
        return Some(Form { label, state: State::Box(chosen == 1) });
    }
    end += 2;
    for _ in 0..5 {
        end = string_at(body, end)?.1 + 2;
    }
    // The choices: 0xFFFF, how many, size of extra data, then counted strings.
    let count = usize::from(u16_at(body, end + 2)?);
    end += 6;
    let mut choices = Vec::new();
    for _ in 0..count.min(100) {
        let Some((choice, next)) = string_at(body, end) else { break };
        choices.push(choice);
        end = next;
    }
    let choice = choices.into_iter().nth(usize::from(chosen)).unwrap_or_default();
    Some(Form { label, state: State::Choice(choice, result != 25) })
}
