//! The paper of each section of a .doc ([MS-DOC] 2.9.243, 2.6.4).

use std::collections::HashMap;

use super::bytes::{i16_at, plc, size_at, u8_at, u16_at};
use super::sprm::sprms;
use crate::read::a4::Section;
use crate::read::flow::twips;

/// The sections of the running text, by the position behind each.
pub(super) fn sections(main: &[u8], table: &[u8]) -> HashMap<usize, Section> {
    let (positions, data) = plc(table, 12);
    let mut sections = HashMap::new();
    for (index, end) in positions.iter().skip(1).enumerate() {
        let Ok(end) = usize::try_from(*end) else { continue };
        let mut section = Section {
            // What Word takes where a section says nothing: Letter.
            width: 612.0,
            height: 792.0,
            left: 90.0,
            right: 90.0,
            top: 72.0,
            bottom: 72.0,
            header_at: 36.0,
            footer_at: 36.0,
            ..Section::default()
        };
        let modifiers = size_at(table, data + index * 12 + 2).and_then(|at| {
            let count = usize::from(u16_at(main, at)?);
            main.get(at + 2..at + 2 + count)
        });
        for (code, operand) in sprms(modifiers.unwrap_or_default()) {
            apply(&mut section, code, operand);
        }
        if section.width < 72.0 || section.height < 72.0 {
            section = Section::default();
        }
        sections.insert(end, section);
    }
    sections
}

fn apply(section: &mut Section, code: u16, operand: &[u8]) {
    let unsigned = || twips(i32::from(u16_at(operand, 0).unwrap_or(0)));
    let signed = || twips(i32::from(i16_at(operand, 0).unwrap_or(0)));
    match code {
        0xB01F => section.width = unsigned(),
        0xB020 => section.height = unsigned(),
        0xB021 => section.left = unsigned(),
        0xB022 => section.right = unsigned(),
        0x9023 => section.top = signed().abs(),
        0x9024 => section.bottom = signed().abs(),
        0xB017 => section.header_at = unsigned(),
        0xB018 => section.footer_at = unsigned(),
        0x500B => section.columns = u32::from(u16_at(operand, 0).unwrap_or(0)).saturating_add(1).min(20),
        0x900C => section.gap = signed(),
        0x3009 => section.continuous = u8_at(operand, 0) == Some(0),
        _ => {}
    }
}
