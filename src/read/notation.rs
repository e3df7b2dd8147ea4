//! The plain notation of examples: Markdown's headings, paragraphs, lists and tables, read as a document.
//!
//! `# Kop`, `- punt`, `| a | b |` (the first row of a table is marked when a line of dashes follows), `**vet**`,
//! `[x]` and `[ ]` as in any document. A blank line ends a paragraph.

use crate::model::{A4, Block, BlockKind, CellAt, Document, Format, Look, PageMethod, Place, Spot, Text};

/// Reads the plain notation.
#[must_use]
pub fn read(text: &str) -> Document {
    let mut document =
        Document { format: Format::Text, a4: A4 { pages: 2, low: 1, high: 3, method: PageMethod::Rough }, ..Document::default() };
    let mut paragraph = String::new();
    let mut table: Option<(u32, u32)> = None;
    let mut tables = 0;
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate() {
        let line = line.trim();
        if !line.starts_with('|') {
            table = None;
        }
        if line.is_empty() {
            flush(&mut paragraph, &mut document);
        } else if let Some(row) = line.strip_prefix('|') {
            flush(&mut paragraph, &mut document);
            if row.chars().all(|c| matches!(c, '-' | '|' | ' ' | ':')) {
                continue;
            }
            let (t, r) = match table {
                Some((t, r)) => (t, r + 1),
                None => {
                    tables += 1;
                    (tables - 1, 0)
                }
            };
            table = Some((t, r));
            let header = r == 0 && lines.get(n + 1).is_some_and(|l| l.trim().starts_with("|-") || l.trim().starts_with("| -"));
            for (c, cell) in row.trim_end_matches('|').split('|').enumerate() {
                let column = u32::try_from(c).unwrap_or(0);
                let at = CellAt { table: t, row: r, column, rows: 1, columns: 1, header };
                let mut block = block(cell.trim(), BlockKind::Paragraph);
                block.cell = Some(at);
                block.place.spot = Spot::Row { table: t + 1, row: r + 1 };
                if !block.text.words().is_empty() {
                    document.blocks.push(block);
                }
            }
        } else if line.starts_with('#') {
            flush(&mut paragraph, &mut document);
            let level = u8::try_from(line.chars().take_while(|c| *c == '#').count()).unwrap_or(9);
            document.blocks.push(block(line.trim_start_matches('#').trim(), BlockKind::Heading { level }));
        } else if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            flush(&mut paragraph, &mut document);
            document.blocks.push(block(item, BlockKind::ListItem { level: 0 }));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    flush(&mut paragraph, &mut document);
    super::tidy::tidy(&mut document);
    super::ticks::split(&mut document);
    document
}

fn flush(paragraph: &mut String, document: &mut Document) {
    if !paragraph.is_empty() {
        document.blocks.push(block(paragraph, BlockKind::Paragraph));
        paragraph.clear();
    }
}

/// A block with its bold marks taken out.
fn block(text: &str, kind: BlockKind) -> Block {
    let mut words = String::new();
    let mut bold = Vec::new();
    for (n, piece) in text.split("**").enumerate() {
        let start = words.len();
        words.push_str(piece);
        if n % 2 == 1 {
            bold.push((u32::try_from(start).unwrap_or(0), u32::try_from(words.len()).unwrap_or(0)));
        }
    }
    let all = bold.first().is_some_and(|(s, e)| *s == 0 && *e as usize == words.len());
    Block {
        kind,
        text: Text::with_bold(words, bold),
        look: Look { bold: all, ..Look::default() },
        place: Place { page: Some(1), spot: Spot::Page },
        ..Block::default()
    }
}
