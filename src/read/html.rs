//! HTML as a document: web pages, what Word and pupil systems save as "filtered" HTML or MHTML under the name .doc or .xls.
//!
//! html5gum splits the page by the rules of HTML; what a browser would show goes into blocks. Scripts, styles and
//! comments (with Word's own conditional ones) are left out, what is set to `display:none` is marked as hidden.

use std::borrow::Cow;
use std::collections::HashSet;

use html5gum::{StartTag, Token, Tokenizer};
use mail_parser::{MessageParser, PartType};

use super::{ReadOptions, plain};
use crate::model::{
    Block, BlockKind, CellAt, Document, FieldKind, Format, HiddenKind, Look, Note, NoteKind, Picture, PictureKind, Place, Reason, Spot,
    Text, Unreadable,
};

/// Columns or rows that one cell spans at most.
const SPAN: u32 = 200;

/// Reads a page.
///
/// # Errors
/// `Empty` without a word or picture in it, `TooLarge` over the limit on text.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    if bytes.len() > options.limits.text_bytes.saturating_mul(4) {
        return Err(Unreadable::new(Format::Html, Reason::TooLarge));
    }
    let page = page(bytes);
    let mut reader = Reader::new(options);
    for token in Tokenizer::new(page.as_ref()).flatten() {
        match token {
            Token::StartTag(tag) => reader.open(&tag),
            Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if reader.full() {
            reader.document.notes.push(Note { kind: NoteKind::CutOff, place: None });
            break;
        }
    }
    reader.flush();
    let mut document = reader.document;
    if document.blocks.iter().all(|b| b.text.is_blank()) && document.pictures.is_empty() {
        return Err(Unreadable::new(Format::Html, Reason::Empty));
    }
    document.format = Format::Html;
    document.a4 = plain::rough_pages(&document);
    Ok(document)
}

/// The page's text: out of its MHTML wrapping, in the encoding that it names.
fn page(bytes: &[u8]) -> Cow<'_, str> {
    let start = plain::decoded(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).trim_start().to_lowercase();
    if !start.starts_with('<')
        && let Some(mail) = MessageParser::default().parse(bytes)
        && let Some(html) =
            mail.parts.iter().find_map(|part| if let PartType::Html(text) = &part.body { Some(text.as_ref()) } else { None })
    {
        return Cow::Owned(html.to_owned());
    }
    let named = charset(&start).and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    match named {
        // A page that is UTF-8 is that, whatever it says of itself.
        Some(encoding) if std::str::from_utf8(bytes).is_err() && encoding != encoding_rs::UTF_8 && !bytes.starts_with(b"\xFF\xFE") => {
            encoding.decode(bytes).0
        }
        _ => plain::decoded(bytes),
    }
}

/// `charset=windows-1252`, in a `meta` or at the top of an XML page.
fn charset(start: &str) -> Option<&str> {
    let (_, after) = start.split_once("charset=").or_else(|| start.split_once("encoding="))?;
    let after = after.trim_start_matches(['"', '\'', ' ']);
    after.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).next().filter(|l| !l.is_empty())
}

/// A table that is being read.
struct Table {
    number: u32,
    row: u32,
    column: u32,
    /// Cells that a cell above reaches into.
    taken: HashSet<(u32, u32)>,
    cell: Option<CellAt>,
    header: bool,
}

struct Reader<'a> {
    options: &'a ReadOptions,
    document: Document,
    bytes: usize,
    /// Text of the block that is being read, with its bold ranges.
    line: String,
    bold: Vec<(u32, u32)>,
    styles: Styles,
    heading: Option<u8>,
    lists: usize,
    item: bool,
    tables: Vec<Table>,
    table_count: u32,
    paragraphs: u32,
    /// Name of the element whose content is no text, until it closes.
    skipping: Option<String>,
    /// Elements within an element that is not shown.
    hidden: usize,
    tick: Option<bool>,
    preformatted: usize,
    /// Cells that spans may still lie over.
    reach: usize,
}

/// How deep we are in what makes letters bold, italic or underlined.
#[derive(Default)]
struct Styles {
    bold: usize,
    italic: usize,
    underline: usize,
}

impl<'a> Reader<'a> {
    fn new(options: &'a ReadOptions) -> Reader<'a> {
        Reader {
            options,
            document: Document::default(),
            bytes: 0,
            line: String::new(),
            bold: Vec::new(),
            styles: Styles::default(),
            heading: None,
            lists: 0,
            item: false,
            tables: Vec::new(),
            table_count: 0,
            paragraphs: 0,
            skipping: None,
            hidden: 0,
            tick: None,
            preformatted: 0,
            reach: options.limits.cells,
        }
    }

    fn full(&self) -> bool {
        self.document.blocks.len() + self.document.pictures.len() >= self.options.limits.blocks
            || self.bytes > self.options.limits.text_bytes
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        // An option that nobody closed ends where the next begins.
        self.skipping.take_if(|skipped| skipped == "option" && matches!(name.as_str(), "option" | "optgroup"));
        if self.skipping.is_some() {
            return;
        }
        let empty = is_empty_element(&name) || tag.self_closing && name.contains(':');
        if self.hidden > 0 {
            self.hidden += usize::from(!empty && !closes_itself(&name));
        } else if !empty && !closes_itself(&name) && attribute(tag, "style").is_some_and(|s| is_hiding(&s)) {
            self.flush();
            self.hidden = 1;
        }
        match name.as_str() {
            "script" | "style" | "head" | "noscript" | "template" | "object" | "svg" | "math" | "xml" | "title" => {
                self.skipping = Some(name)
            }
            "b" | "strong" => self.styles.bold += 1,
            "i" | "em" => self.styles.italic += 1,
            "u" => self.styles.underline += 1,
            "br" => self.flush(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = name.chars().nth(1).and_then(|c| c.to_digit(10)).and_then(|n| u8::try_from(n).ok());
            }
            "ul" | "ol" => {
                self.flush();
                self.lists += 1;
            }
            "li" => {
                self.flush();
                self.item = true;
            }
            "pre" | "textarea" => self.preformatted += 1,
            "table" => self.open_table(),
            "thead" => self.in_header(true),
            "tbody" | "tfoot" => self.in_header(false),
            "tr" => self.open_row(),
            "td" | "th" => self.open_cell(tag, name == "th"),
            "img" => self.picture(tag),
            "input" => self.input(tag),
            // An empty choice shows its first option; which one is chosen is known from `selected` alone.
            "option" if attribute(tag, "selected").is_none() => self.skipping = Some(name),
            _ if is_block(&name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(skipped) = &self.skipping {
            if skipped == name || (skipped == "option" && name == "select") {
                self.skipping = None;
            }
            return;
        }
        if is_block(name) || matches!(name, "td" | "th" | "tr" | "table" | "li" | "ul" | "ol" | "pre" | "textarea") || name.starts_with('h')
        {
            self.flush();
        }
        match name {
            "b" | "strong" => self.styles.bold = self.styles.bold.saturating_sub(1),
            "i" | "em" => self.styles.italic = self.styles.italic.saturating_sub(1),
            "u" => self.styles.underline = self.styles.underline.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "ul" | "ol" => self.lists = self.lists.saturating_sub(1),
            "li" => self.item = false,
            "pre" | "textarea" => self.preformatted = self.preformatted.saturating_sub(1),
            "td" | "th" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell = None;
                }
            }
            "table" => _ = self.tables.pop(),
            _ => {}
        }
        if self.hidden > 0 && !closes_itself(name) {
            self.flush();
            self.hidden -= 1;
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipping.is_some() {
            return;
        }
        let from = self.line.len();
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.flush(),
                '\u{ad}' => {}
                c if c.is_whitespace() || c == '\u{a0}' => {
                    if !self.line.is_empty() && !self.line.ends_with(' ') {
                        self.line.push(' ');
                    }
                }
                c => self.line.push(c),
            }
        }
        if self.styles.bold > 0 && self.line.len() > from {
            let span = (u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(self.line.len()).unwrap_or(u32::MAX));
            match self.bold.last_mut() {
                Some(last) if last.1 >= span.0 => last.1 = span.1,
                _ => self.bold.push(span),
            }
        }
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let bold = std::mem::take(&mut self.bold);
        let tick = self.tick.take();
        let words = line.trim_end();
        if words.is_empty() && tick.is_none() {
            return;
        }
        let end = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let bold: Vec<(u32, u32)> = bold.into_iter().map(|(a, b)| (a.min(end), b.min(end))).filter(|(a, b)| a < b).collect();
        let all_bold = bold == [(0, end)];
        let cell = self.tables.last().and_then(|t| t.cell);
        let kind = if self.hidden > 0 {
            BlockKind::Hidden(HiddenKind::Invisible)
        } else if let Some(on) = tick {
            BlockKind::Tick { on }
        } else if let Some(level) = self.heading {
            BlockKind::Heading { level }
        } else if self.item {
            BlockKind::ListItem { level: u8::try_from(self.lists.saturating_sub(1)).unwrap_or(8).min(8) }
        } else {
            BlockKind::Paragraph
        };
        self.bytes += words.len();
        let look = Look { bold: all_bold, italic: self.styles.italic > 0, underline: self.styles.underline > 0, ..Look::default() };
        let place = self.place(cell);
        self.document.blocks.push(Block { kind, text: Text::with_bold(words, bold), cell, look, label: None, place });
    }

    fn place(&mut self, cell: Option<CellAt>) -> Place {
        let spot = match cell {
            Some(cell) => Spot::Row { table: cell.table.saturating_add(1), row: cell.row.saturating_add(1) },
            None => {
                self.paragraphs += 1;
                Spot::Paragraph(self.paragraphs)
            }
        };
        Place { page: None, spot }
    }

    fn open_table(&mut self) {
        self.flush();
        if self.tables.len() < self.options.limits.depth {
            self.tables.push(Table { number: self.table_count, row: 0, column: 0, taken: HashSet::new(), cell: None, header: false });
            self.table_count += 1;
        }
    }

    fn in_header(&mut self, header: bool) {
        self.flush();
        if let Some(table) = self.tables.last_mut() {
            table.header = header;
        }
    }

    fn open_row(&mut self) {
        self.flush();
        if let Some(table) = self.tables.last_mut() {
            // The first row is row 0 whether or not a cell came before it.
            let begun = table.column > 0 || !table.taken.is_empty();
            table.row += u32::from(begun);
            table.column = 0;
            table.cell = None;
        }
    }

    fn open_cell(&mut self, tag: &StartTag<()>, head: bool) {
        self.flush();
        let span = |name: &str| attribute(tag, name).and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, SPAN);
        let (rows, columns) = (span("rowspan"), span("colspan"));
        // Cells that reach far over others are counted, lest a page of a few bytes fill the memory.
        let area = (rows * columns) as usize;
        let (rows, columns) = if area > self.reach { (1, 1) } else { (rows, columns) };
        self.reach = self.reach.saturating_sub(area);
        let Some(table) = self.tables.last_mut() else { return };
        while table.taken.contains(&(table.row, table.column)) {
            table.column += 1;
        }
        for row in 0..rows {
            for column in 0..columns {
                table.taken.insert((table.row + row, table.column + column));
            }
        }
        let header = table.header || head && table.row == 0;
        table.cell = Some(CellAt { table: table.number, row: table.row, column: table.column, rows, columns, header });
        table.column += columns;
    }

    fn picture(&mut self, tag: &StartTag<()>) {
        let size = |name: &str| attribute(tag, name).and_then(|v| v.trim_end_matches("px").parse::<f32>().ok()).unwrap_or(0.0) * 0.75;
        // A point of one pixel tells a sender that a mail was read; nobody sees it.
        if attribute(tag, "width").is_some_and(|w| w == "1" || w == "0") {
            return;
        }
        let outside = attribute(tag, "src").is_some_and(|s| s.starts_with("http:") || s.starts_with("https:") || s.starts_with("//"));
        if outside && !self.document.notes.iter().any(|n| n.kind == NoteKind::ExternalLink) {
            self.document.notes.push(Note { kind: NoteKind::ExternalLink, place: None });
        }
        self.document.pictures.push(Picture {
            before: self.document.blocks.len(),
            kind: PictureKind::Image,
            alt: attribute(tag, "alt").filter(|a| !a.trim().is_empty()).map(Text::new),
            width: size("width"),
            height: size("height"),
            ..Picture::default()
        });
    }

    fn input(&mut self, tag: &StartTag<()>) {
        let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
        match kind.as_str() {
            "checkbox" | "radio" => {
                // What stands before it is a text of its own; what follows is its label.
                self.flush();
                self.tick = Some(attribute(tag, "checked").is_some());
            }
            "hidden" | "submit" | "button" | "image" | "reset" => {}
            _ => {
                self.flush();
                let value = attribute(tag, "value").unwrap_or_default();
                let cell = self.tables.last().and_then(|t| t.cell);
                let place = self.place(cell);
                let kind = BlockKind::Field {
                    kind: if kind == "date" { FieldKind::Date } else { FieldKind::Text },
                    filled: !value.trim().is_empty(),
                };
                let label = attribute(tag, "title").or_else(|| attribute(tag, "name")).map(Text::new);
                self.bytes += value.len();
                self.document.blocks.push(Block { kind, text: Text::new(value.trim()), cell, look: Look::default(), label, place });
            }
        }
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|v| String::from_utf8_lossy(v).into_owned())
}

fn is_hiding(style: &str) -> bool {
    let style: String = style.to_lowercase().split_whitespace().collect();
    style.contains("display:none") || style.contains("visibility:hidden") || style.contains("mso-hide:all")
}

/// Elements that never have content.
fn is_empty_element(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "input" | "hr" | "meta" | "link" | "col" | "area" | "base" | "embed" | "param" | "source" | "track" | "wbr"
    )
}

/// Elements whose closing people leave out: they do not count for what is hidden.
fn closes_itself(name: &str) -> bool {
    matches!(name, "p" | "li" | "td" | "th" | "tr" | "dt" | "dd" | "option" | "thead" | "tbody" | "tfoot")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "form"
            | "fieldset"
            | "legend"
            | "blockquote"
            | "address"
            | "dl"
            | "dt"
            | "dd"
            | "hr"
            | "body"
            | "html"
            | "caption"
            | "figure"
            | "figcaption"
            | "center"
            | "details"
            | "summary"
            | "button"
            | "select"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_page(page: &[u8]) -> Document {
        read(page, &ReadOptions::default()).unwrap_or_default()
    }

    fn words(document: &Document) -> Vec<&str> {
        document.blocks.iter().map(|b| b.text.words()).collect()
    }

    #[test]
    fn a_page_as_word_saves_it() {
        let page = b"<html><head><meta charset=windows-1252><title>Niet hier</title><style>p{}</style></head><body lang=NL>\
            <h1>OPP\r\n  Sanne</h1><p class=MsoNormal><b>Doel:</b> ge\xEBvalueerd&nbsp;in mei<o:p></o:p></p>\
            <!--[if gte mso 9]><xml>rommel</xml><![endif]--><ul><li>rust<ul><li>oordoppen</ul></ul>\
            <span style='display:none'>verborgen</span></body></html>";
        let document = read_page(page);
        assert_eq!(words(&document), ["OPP Sanne", "Doel: geëvalueerd in mei", "rust", "oordoppen", "verborgen"]);
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(kinds[..2], [BlockKind::Heading { level: 1 }, BlockKind::Paragraph]);
        assert_eq!(kinds[2..4], [BlockKind::ListItem { level: 0 }, BlockKind::ListItem { level: 1 }]);
        assert_eq!(kinds[4], BlockKind::Hidden(HiddenKind::Invisible));
        assert_eq!(document.blocks[1].text.bold(), [(0, 5)]);
    }

    #[test]
    fn cells_know_where_they_stand() {
        let page = b"<table><tr><td rowspan=2>Wie<td colspan=2>Wat</tr><tr><td>A<td><p>B1</p><p>B2</p></table><p>na";
        let document = read_page(page);
        let at: Vec<(String, Option<(u32, u32)>)> =
            document.blocks.iter().map(|b| (b.text.words().to_owned(), b.cell.map(|c| (c.row, c.column)))).collect();
        let want =
            [("Wie", Some((0, 0))), ("Wat", Some((0, 1))), ("A", Some((1, 1))), ("B1", Some((1, 2))), ("B2", Some((1, 2))), ("na", None)];
        assert_eq!(at, want.map(|(w, c)| (w.to_owned(), c)));
    }

    #[test]
    fn boxes_and_fields_of_a_form() {
        let page = b"<p>Akkoord: <input type=checkbox checked> ja <input type=checkbox> nee</p><input name=datum value='3 mei'><select><option>a<option selected>b</select>";
        let document = read_page(page);
        assert_eq!(words(&document), ["Akkoord:", "ja", "nee", "3 mei", "b"]);
        assert_eq!(document.blocks[1].kind, BlockKind::Tick { on: true });
        assert_eq!(document.blocks[2].kind, BlockKind::Tick { on: false });
    }

    #[test]
    fn a_page_in_a_mail_wrapping() {
        let page = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><p>ge=C3=ABvalueerd =3D ja</p></html>\r\n--x--\r\n";
        assert_eq!(words(&read_page(page)), ["geëvalueerd = ja"]);
    }

    #[test]
    fn endless_nesting_and_junk_end() {
        let deep = "<table><tr><td>".repeat(5000) + "x";
        assert_eq!(words(&read_page(deep.as_bytes())), ["x"]);
        let _ = read_page("</table></td></li></h1><td><li>".repeat(100).as_bytes());
        assert!(read(b"<html><script>x</script>", &ReadOptions::default()).is_err());
    }
}
