//! Which modifiers hold where: the formatted disk pages of letters and paragraphs ([MS-DOC] 2.9.33, 2.9.175).

use super::bytes::{plc, u8_at, u32_at};

const PAGE: usize = 512;

/// A stretch of the main stream, and the modifiers that hold there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Of letters: modifiers. Of a paragraph: the number of its style (two bytes), then modifiers.
    pub(super) data: &'a [u8],
}

/// Stretches in order.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    runs: Vec<Run<'a>>,
}

impl<'a> Runs<'a> {
    /// Of letters.
    pub(super) fn letters(main: &'a [u8], table: &[u8]) -> Runs<'a> {
        Runs::read(main, table, 1, |page, entry| {
            let at = usize::from(u8_at(page, entry)?) * 2;
            if at == 0 {
                return Some(&[]);
            }
            let count = usize::from(u8_at(page, at)?);
            page.get(at + 1..at + 1 + count)
        })
    }

    /// Of paragraphs.
    pub(super) fn paragraphs(main: &'a [u8], table: &[u8]) -> Runs<'a> {
        Runs::read(main, table, 13, |page, entry| {
            let at = usize::from(u8_at(page, entry)?) * 2;
            if at == 0 {
                return Some(&[]);
            }
            let (at, count) = match usize::from(u8_at(page, at)?) {
                0 => (at + 2, usize::from(u8_at(page, at + 1)?) * 2),
                words => (at + 1, words * 2 - 1),
            };
            page.get(at..at + count)
        })
    }

    fn read(main: &'a [u8], table: &[u8], size: usize, data: impl Fn(&'a [u8], usize) -> Option<&'a [u8]>) -> Runs<'a> {
        let (positions, pages) = plc(table, 4);
        let mut runs = Vec::new();
        for index in 0..positions.len().saturating_sub(1) {
            let Some(number) = u32_at(table, pages + index * 4) else { break };
            let start = usize::try_from(number & 0x003F_FFFF).unwrap_or(0) * PAGE;
            let Some(page) = main.get(start..start + PAGE) else { continue };
            let count = usize::from(u8_at(page, PAGE - 1).unwrap_or(0));
            for run in 0..count {
                let bounds = (u32_at(page, run * 4), u32_at(page, run * 4 + 4));
                let (Some(start), Some(end)) = bounds else { break };
                if start < end
                    && let Some(data) = data(page, (count + 1) * 4 + run * size)
                {
                    runs.push(Run { start, end, data });
                }
            }
        }
        runs.sort_by_key(|run| run.start);
        Runs { runs }
    }

    /// The stretch that holds this place.
    pub(super) fn at(&self, offset: u32) -> Option<Run<'a>> {
        let index = self.runs.partition_point(|run| run.start <= offset).checked_sub(1)?;
        self.runs.get(index).copied().filter(|run| offset < run.end)
    }
}
