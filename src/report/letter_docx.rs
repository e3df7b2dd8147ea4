//! A letter as a Word document: written with docx-rs, then put in the order of the schema.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, BorderType, Docx, Footer, IndentLevel, Level, LevelJc, LevelText, LineSpacing, NumPages, NumberFormat, Numbering,
    NumberingId, PageMargin, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, ParagraphProperty, Run,
    RunFonts, Shading, ShdType, SpecialIndentType, Start, Style, StyleType, Table, TableBorder, TableBorderPosition, TableBorders,
    TableCell, TableLayoutType, TableRow, WidthType, XMLDocx,
};

use super::letters::{Letter, Piece, Step};
use super::schema_order::{OrderError, ordered};

/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Margin left and right, and what lies between.
const MARGIN: i32 = 1_134;
const WIDTH: usize = 11_906 - 2 * 1_134;
const BLUE: &str = "1D4F73";
const GREY: &str = "4C5967";
const BULLETS: usize = 2;

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LetterError {
    /// A part could not be put in order.
    #[error("de brief kon niet worden gemaakt: {0}")]
    Order(#[from] OrderError),
    /// The archive could not be written.
    #[error("de brief kon niet worden gemaakt: {0}")]
    Pack(String),
}

/// The letter as a `.docx`. The same letter gives the same bytes.
///
/// # Errors
/// [`LetterError`] when a part cannot be put in order, which no letter should bring about.
pub fn docx(letter: &Letter) -> Result<Vec<u8>, LetterError> {
    let mut document = frame();
    document = document.add_paragraph(styled("Titel", &letter.title)).add_paragraph(styled("Ondertitel", &letter.subtitle));
    for piece in &letter.pieces {
        document = with(document, piece);
    }
    let mut parts = document.build();
    put_in_order(&mut parts)?;
    describe(&mut parts, letter);
    let mut bytes = Cursor::new(Vec::new());
    parts.pack(&mut bytes).map_err(|failed| LetterError::Pack(failed.to_string()))?;
    Ok(bytes.into_inner())
}

fn frame() -> Docx {
    let footer = Footer::new().add_paragraph(
        Paragraph::new()
            .style("Voettekst")
            .add_run(Run::new().add_text("Deel dit rapport alleen met wie het nodig heeft.  Bladzijde "))
            .add_page_num(PageNum::new())
            .add_run(Run::new().add_text(" van "))
            .add_num_pages(NumPages::new()),
    );
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left")).indent(
        Some(360),
        Some(SpecialIndentType::Hanging(260)),
        None,
        None,
    );
    styles(Docx::new())
        .page_size(PAGE.0, PAGE.1)
        .page_margin(PageMargin { top: 1_021, bottom: 1_021, left: MARGIN, right: MARGIN, header: 567, footer: 567, gutter: 0 })
        .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri").cs("Calibri"))
        .default_size(21)
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .footer(footer)
}

fn styles(document: Docx) -> Docx {
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name);
    document
        .add_style(style("Titel", "Title").size(36).bold().color(BLUE).line_spacing(space(0, 40)))
        .add_style(style("Ondertitel", "Subtitle").color(GREY).line_spacing(space(0, 160)))
        .add_style(keep_next(style("Kop1", "heading 1").size(26).bold().color(BLUE).line_spacing(space(220, 60)).outline_lvl(0)))
        .add_style(keep_next(style("Kop2", "heading 2").size(22).bold().line_spacing(space(120, 20)).outline_lvl(1)))
        .add_style(style("Tekst", "Body Text").line_spacing(space(0, 80)))
        .add_style(style("Lijst", "List Bullet").line_spacing(space(0, 30)))
        .add_style(style("Doen", "Te doen").line_spacing(space(0, 80)).indent(Some(160), None, None, None))
        .add_style(style("Voorbeeld", "Voorbeeld").line_spacing(space(40, 120)).indent(Some(160), None, Some(160), None))
        .add_style(style("Cel", "Cel").size(20).line_spacing(space(20, 20)))
        .add_style(style("Voettekst", "footer").size(16).color(GREY))
}

fn keep_next(mut style: Style) -> Style {
    style.paragraph_property = style.paragraph_property.keep_next(true);
    style
}

fn space(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new().before(before).after(after)
}

fn styled(style: &str, words: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(Run::new().add_text(printable(words)))
}

/// Without the characters that XML cannot hold.
fn printable(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_control() && !matches!(*letter, '\u{FFFE}' | '\u{FFFF}')).collect()
}

fn with(document: Docx, piece: &Piece) -> Docx {
    match piece {
        Piece::Heading(words) => document.add_paragraph(styled("Kop1", words)),
        Piece::Text(words) => document.add_paragraph(styled("Tekst", words)),
        Piece::List(items) => items.iter().fold(document, |document, item| {
            document.add_paragraph(styled("Lijst", item).numbering(NumberingId::new(BULLETS), IndentLevel::new(0)))
        }),
        Piece::Step(step) => with_step(document, step),
        Piece::Table { head, rows } => document.add_table(table(head, rows)).add_paragraph(styled("Tekst", "")),
    }
}

fn with_step(document: Docx, step: &Step) -> Docx {
    let mut todo = styled("Doen", &step.advice).keep_lines(true);
    todo.property = bordered(todo.property);
    let document =
        document.add_paragraph(styled("Kop2", &step.title)).add_paragraph(styled("Tekst", &step.why).keep_next(true)).add_paragraph(todo);
    if step.example.is_empty() {
        return document;
    }
    let mut example = Paragraph::new()
        .style("Voorbeeld")
        .keep_lines(true)
        .add_run(Run::new().bold().add_text(printable(&format!("{} ", step.example_label))))
        .add_run(Run::new().add_text(printable(&step.example)));
    example.property = example.property.shading(Shading::new().shd_type(ShdType::Clear).color("auto").fill("E4EEF5"));
    document.add_paragraph(example)
}

/// A blue line at the left.
fn bordered(property: ParagraphProperty) -> ParagraphProperty {
    let left = ParagraphBorder::new(ParagraphBorderPosition::Left).val(BorderType::Single).size(24).space(6).color(BLUE);
    property.set_borders(ParagraphBorders::with_empty().set(left))
}

fn table(head: &[&str], rows: &[Vec<String>]) -> Table {
    let widths = [WIDTH * 36 / 100, WIDTH * 42 / 100, WIDTH - WIDTH * 36 / 100 - WIDTH * 42 / 100];
    let width = |at: usize| widths.get(at).copied().unwrap_or(WIDTH / 3);
    let cell = |at: usize, words: &str| TableCell::new().width(width(at), WidthType::Dxa).add_paragraph(styled("Cel", words));
    let header = head.iter().enumerate().map(|(at, title)| {
        let bold = Paragraph::new().style("Cel").add_run(Run::new().bold().add_text(*title));
        TableCell::new()
            .width(width(at), WidthType::Dxa)
            .shading(Shading::new().shd_type(ShdType::Clear).color("auto").fill("E4EEF5"))
            .add_paragraph(bold)
    });
    let mut all = vec![TableRow::new(header.collect()).cant_split()];
    all.extend(rows.iter().map(|row| TableRow::new(row.iter().enumerate().map(|(at, words)| cell(at, words)).collect()).cant_split()));
    let line = |position| TableBorder::new(position).size(4).color("D5DCE3");
    let borders = TableBorders::with_empty()
        .set(line(TableBorderPosition::Top))
        .set(line(TableBorderPosition::Bottom))
        .set(line(TableBorderPosition::InsideH));
    Table::new(all).set_grid(widths.to_vec()).layout(TableLayoutType::Fixed).width(WIDTH, WidthType::Dxa).set_borders(borders)
}

fn put_in_order(parts: &mut XMLDocx) -> Result<(), OrderError> {
    for part in [&mut parts.document, &mut parts.styles, &mut parts.settings, &mut parts.numberings] {
        *part = ordered(part)?;
    }
    for footer in &mut parts.footers {
        *footer = ordered(footer)?;
    }
    Ok(())
}

/// What docx-rs has no way to say: title, author and language of the document, and the header row of its tables.
fn describe(parts: &mut XMLDocx, letter: &Letter) {
    let title = super::html::escape(&printable(&letter.title));
    replace(
        &mut parts.doc_props.core,
        "</cp:coreProperties>",
        &format!("<dc:title>{title}</dc:title><dc:language>nl-NL</dc:language></cp:coreProperties>"),
    );
    replace(&mut parts.doc_props.core, "<dc:creator>unknown</dc:creator>", "<dc:creator>oppkeur</dc:creator>");
    replace(&mut parts.doc_props.core, "<cp:lastModifiedBy>unknown</cp:lastModifiedBy>", "<cp:lastModifiedBy>oppkeur</cp:lastModifiedBy>");
    if letter.day.parse::<jiff::civil::Date>().is_ok() {
        let made = String::from_utf8_lossy(&parts.doc_props.core).replace("1970-01-01T", &format!("{}T", letter.day));
        parts.doc_props.core = made.into_bytes();
    }
    replace(&mut parts.styles, "</w:rPr></w:rPrDefault>", "<w:lang w:val=\"nl-NL\"/></w:rPr></w:rPrDefault>");
    replace(&mut parts.document, "<w:trPr><w:cantSplit/></w:trPr>", "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
}

/// Replaces the first occurrence, if there is one.
fn replace(part: &mut Vec<u8>, old: &str, new: &str) {
    if let Ok(text) = std::str::from_utf8(part) {
        *part = text.replacen(old, new, 1).into_bytes();
    }
}
