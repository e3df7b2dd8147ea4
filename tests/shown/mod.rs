//! A document as one line per block, to lay beside what was written down for it by hand.
//!
//! A line of a `.txt` is a block: its mark, then its cell between bars, then its text.
//! `#` heading, `=` paragraph, `-` list item, `?` field (`?!` when filled in), `[x]` and `[ ]` ticks, `>` comment,
//! `^` note, `~` hidden, `x` deleted, `h` header, `f` footer, `@` a picture; `!` names a note about the file.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::fmt::Write as _;

use oppkeur::model::{Block, BlockKind, Document, FieldKind, HiddenKind, PictureKind};

fn mark(block: &Block) -> String {
    match block.kind {
        BlockKind::Heading { level } => "#".repeat(usize::from(level)),
        BlockKind::Paragraph => "=".to_owned(),
        BlockKind::ListItem { level } => "-".repeat(usize::from(level) + 1),
        BlockKind::Field { kind, filled } => {
            let kind = match kind {
                FieldKind::Text => "",
                FieldKind::Choice => "keuze",
                FieldKind::Date => "datum",
                FieldKind::Signature => "handtekening",
            };
            format!("?{}{kind}", if filled { "!" } else { "" })
        }
        BlockKind::Tick { on } => if on { "[x]" } else { "[ ]" }.to_owned(),
        BlockKind::Comment => ">".to_owned(),
        BlockKind::Footnote => "^".to_owned(),
        BlockKind::Hidden(HiddenKind::Deleted) => "x".to_owned(),
        BlockKind::Hidden(_) => "~".to_owned(),
        BlockKind::PageHeader => "h".to_owned(),
        BlockKind::PageFooter => "f".to_owned(),
    }
}

pub(crate) fn show(document: &Document) -> String {
    let mut out = String::new();
    for note in &document.notes {
        writeln!(out, "! {:?}", note.kind).unwrap();
    }
    let picture = |at: usize, out: &mut String| {
        for picture in document.pictures.iter().filter(|picture| picture.before == at) {
            let kind = match picture.kind {
                PictureKind::Image => "beeld",
                PictureKind::Chart => "grafiek",
                PictureKind::Drawing => "tekening",
            };
            let alt = picture.alt.as_ref().map_or("", |alt| alt.reveal());
            let running = if picture.running { " (kop)" } else { "" };
            writeln!(out, "{}", format!("@ {kind}{running} {alt}").trim_end()).unwrap();
        }
    };
    for (at, block) in document.blocks.iter().enumerate() {
        picture(at, &mut out);
        let cell = block.cell.map_or(String::new(), |cell| {
            let span = if cell.rows > 1 || cell.columns > 1 { format!(" {}x{}", cell.rows, cell.columns) } else { String::new() };
            let header = if cell.header { " kop" } else { "" };
            format!(" |{}.{}.{}{span}{header}|", cell.table + 1, cell.row + 1, cell.column + 1)
        });
        let label = block.label.as_ref().map_or(String::new(), |label| format!(" <{}>", label.reveal()));
        let text = block.text.reveal().replace('\t', "\\t").replace('\n', "\\n");
        writeln!(out, "{}", format!("{}{cell}{label} {text}", mark(block)).trim_end()).unwrap();
    }
    picture(document.blocks.len(), &mut out);
    out
}
