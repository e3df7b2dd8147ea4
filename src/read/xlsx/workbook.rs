//! .xlsx and .xlsm: the package's parts put together into a [`Book`].

use std::collections::{HashMap, HashSet};

use super::address::{self, Area};
use super::book::{Book, Float, Floating, Room, SHEETS, Sheet};
use super::drawing;
use super::options::drop_options;
use super::sheet::{self, Links, Shared};
use super::strings;
use super::styles::{self, Styles};
use super::xml::{Token, Xml};
use crate::model::{NoteKind, PictureKind, Reason};
use crate::read::ReadOptions;
use crate::read::ooxml::{Package, Relation};

/// Names that a book defines, as far as they are kept.
const NAMES: usize = 20_000;

/// Reads the package.
///
/// # Errors
/// `Damaged` when there is no workbook in it, `TooLarge` over a limit.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Book, Reason> {
    let mut parts = Parts { package: Package::open(bytes, &options.limits)?, depth: options.limits.depth };
    let root = parts.package.relations("")?;
    let main = root.iter().find(|r| r.kind == "officeDocument").map_or("xl/workbook.xml", |r| r.target.as_str()).to_owned();
    let index = parts.text(&main)?.map(|text| Index::read(&text, parts.depth));
    let relations = parts.package.relations(&main)?;
    let index = match index {
        Some(index) if !index.sheets.is_empty() => index,
        // Without its index, a damaged book still has its sheets.
        _ => Index::guess(&parts.package),
    };
    if index.sheets.is_empty() {
        return Err(Reason::Damaged);
    }
    let mut book = Book::default();
    note_parts(&parts.package, &mut book);
    (book.made, book.changed) = dates(&mut parts, &root)?;
    let theme = parts.related(&relations, "theme")?.map(|t| styles::theme(&t, parts.depth)).unwrap_or_default();
    let styles = parts.related(&relations, "styles")?.map(|t| Styles::read(&t, &theme, parts.depth)).unwrap_or_default();
    let (strings, cut) = match parts.related(&relations, "sharedStrings")? {
        Some(text) => strings::shared(&text, parts.depth, options.limits.text_bytes, options.limits.cells),
        None => (Vec::new(), false),
    };
    if cut {
        book.note(NoteKind::CutOff);
    }
    let shared = Shared { styles: &styles, strings: &strings, since_1904: index.since_1904, depth: parts.depth };
    let mut room = Room::new(&options.limits);
    let mut lists = Vec::new();
    if index.sheets.len() > SHEETS {
        book.note(NoteKind::CutOff);
    }
    for (number, listed) in index.sheets.iter().take(SHEETS).enumerate() {
        let target = relations.iter().find(|r| r.id == listed.relation).map_or(listed.relation.as_str(), |r| r.target.as_str()).to_owned();
        let mut sheet = Sheet { name: listed.name.clone(), hidden: listed.hidden, ..Sheet::default() };
        sheet.print.areas = index.print_areas(number, &listed.name);
        let links = match parts.text(&target)? {
            Some(text) => sheet::read(&text, &shared, &mut room, &mut sheet),
            None => Links { broken: true, ..Links::default() },
        };
        if links.broken {
            book.note(NoteKind::Damaged);
        }
        parts.beside(&target, &links, options.pictures, &mut sheet, &mut book)?;
        lists.extend(links.lists.into_iter().map(|formula| (listed.name.clone(), formula)));
        book.sheets.push(sheet);
    }
    let areas: Vec<(String, Area)> = lists
        .iter()
        .filter_map(|(own, formula)| {
            sheet::option_areas(formula, &index.names).map(|(sheet, area)| (sheet.unwrap_or_else(|| own.clone()), area))
        })
        .collect();
    drop_options(&mut book, &areas);
    if room.full {
        book.note(NoteKind::CutOff);
    }
    if parts.package.damaged {
        book.note(NoteKind::Damaged);
    }
    Ok(book)
}

/// `xl/workbook.xml`: the sheets, the names, the day that days are counted from.
#[derive(Debug, Default)]
struct Index {
    sheets: Vec<Listed>,
    since_1904: bool,
    /// What each defined name stands for, by the name in lower case.
    names: HashMap<String, String>,
    /// Print areas by the number of their sheet.
    areas: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Listed {
    name: String,
    hidden: bool,
    /// Its relation, or the part itself when the index was guessed.
    relation: String,
}

impl Index {
    fn read(text: &str, depth: usize) -> Index {
        let mut index = Index::default();
        let mut xml = Xml::new(text, depth);
        while let Some(token) = xml.next() {
            let Token::Open(tag) = token else { continue };
            match tag.name() {
                "workbookPr" => index.since_1904 = tag.flag("date1904") == Some(true),
                "sheet" if index.sheets.len() <= SHEETS => index.sheets.push(Listed {
                    name: tag.get("name").unwrap_or_default(),
                    hidden: tag.get("state").is_some_and(|s| s != "visible"),
                    relation: tag.get("id").unwrap_or_default(),
                }),
                "definedName" if index.names.len() + index.areas.len() < NAMES => {
                    let (name, sheet) = (tag.get("name").unwrap_or_default(), tag.number("localSheetId"));
                    let value = xml.text();
                    match (name.as_str(), sheet) {
                        ("_xlnm.Print_Area", Some(sheet)) => index.areas.push((sheet, value)),
                        _ => _ = index.names.insert(name.to_lowercase(), value),
                    }
                }
                _ => {}
            }
        }
        index
    }

    fn guess(package: &Package<'_>) -> Index {
        let mut found: Vec<String> =
            package.names().filter(|n| n.starts_with("xl/worksheets/") && n.ends_with(".xml")).map(str::to_owned).collect();
        found.sort_by_key(|n| (n.len(), n.clone()));
        let sheets = found.into_iter().enumerate().map(|(i, relation)| Listed { name: format!("Blad{}", i + 1), hidden: false, relation });
        Index { sheets: sheets.collect(), ..Index::default() }
    }

    fn print_areas(&self, number: usize, name: &str) -> Vec<Area> {
        let own = self.areas.iter().filter(|(sheet, _)| *sheet == number);
        own.flat_map(|(_, areas)| areas.split(','))
            .filter_map(address::on_sheet)
            .filter(|(sheet, _)| sheet == name)
            .map(|(_, a)| a)
            .collect()
    }
}

/// The parts of the package as text.
struct Parts<'a> {
    package: Package<'a>,
    depth: usize,
}

impl Parts<'_> {
    fn text(&mut self, name: &str) -> Result<Option<String>, Reason> {
        self.package.text(name)
    }

    /// The first part of that kind among the relations.
    fn related(&mut self, relations: &[Relation], kind: &str) -> Result<Option<String>, Reason> {
        match relations.iter().find(|r| r.kind == kind && !r.external) {
            Some(relation) => self.text(&relation.target),
            None => Ok(None),
        }
    }

    /// Notes, drawings and controls of a sheet.
    fn beside(&mut self, part: &str, links: &Links, pictures: bool, sheet: &mut Sheet, book: &mut Book) -> Result<(), Reason> {
        let relations = self.package.relations(part)?;
        let mut states = HashMap::new();
        for (shape, relation) in &links.controls {
            if let Some(control) = relations.iter().find(|r| r.id == *relation)
                && control.kind == "ctrlProp"
                && let Some(text) = self.text(&control.target)?
            {
                states.extend(drawing::control_state(&text, self.depth).map(|on| (*shape, on)));
            }
        }
        let (mut notes, mut threads, mut controls, mut drawings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for relation in &relations {
            match relation.kind.as_str() {
                kind if relation.external && kind != "hyperlink" => book.note(NoteKind::ExternalLink),
                "oleObject" | "package" => book.note(NoteKind::EmbeddedFile),
                "comments" => notes.extend(self.text(&relation.target)?.map(|t| drawing::notes(&t, self.depth)).unwrap_or_default()),
                "threadedComment" => {
                    threads.extend(self.text(&relation.target)?.map(|t| drawing::threads(&t, self.depth)).unwrap_or_default());
                }
                "vmlDrawing" => {
                    controls.extend(self.text(&relation.target)?.map(|t| drawing::controls(&t, self.depth)).unwrap_or_default())
                }
                "drawing" => drawings.push(relation.target.clone()),
                _ => {}
            }
        }
        sheet.remarks = drawing::joined(notes, threads);
        let known: HashSet<u32> = controls.iter().filter_map(|c| c.shape).collect();
        sheet.floats.extend(drawing::ticks(controls, &states));
        for target in drawings {
            self.drawing(&target, &known, pictures, &mut sheet.floats)?;
        }
        Ok(())
    }

    fn drawing(&mut self, part: &str, known: &HashSet<u32>, pictures: bool, floats: &mut Vec<Float>) -> Result<(), Reason> {
        let Some(text) = self.text(part)? else { return Ok(()) };
        let linked = drawing::drawing(&text, self.depth, known, floats);
        if !pictures {
            return Ok(());
        }
        let relations = self.package.relations(part)?;
        for link in linked {
            let Some(target) = relations.iter().find(|r| r.id == link.relation && !r.external).map(|r| r.target.clone()) else { continue };
            let extension = target.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
            if let Some(found) = self.package.bytes(&target)?
                && let Some(Float { what: Floating::Picture { bytes, kind: PictureKind::Image, .. }, .. }) = floats.get_mut(link.float)
            {
                *bytes = Some((extension, found));
            }
        }
        Ok(())
    }
}

/// What the names of the parts tell.
pub(super) fn note_parts(package: &Package<'_>, book: &mut Book) {
    for name in package.names().map(str::to_lowercase) {
        if name.ends_with("vbaproject.bin") || name.starts_with("xl/macrosheets/") {
            book.note(NoteKind::Macros);
        } else if name.starts_with("xl/externallinks/") && name.ends_with(".xml") || name == "xl/connections.xml" {
            book.note(NoteKind::ExternalLink);
        } else if name.starts_with("xl/embeddings/") {
            book.note(NoteKind::EmbeddedFile);
        } else if name.starts_with("xl/activex/") && name.ends_with(".xml") {
            book.note(NoteKind::NotRead);
        }
    }
}

/// When the book was made and last changed.
fn dates(parts: &mut Parts<'_>, root: &[Relation]) -> Result<(Option<String>, Option<String>), Reason> {
    let Some(text) = parts.related(root, "core-properties")? else { return Ok((None, None)) };
    let mut xml = Xml::new(&text, parts.depth);
    let (mut made, mut changed) = (None, None);
    while let Some(token) = xml.next() {
        let Token::Open(tag) = token else { continue };
        let place = match tag.name() {
            "created" => &mut made,
            "modified" => &mut changed,
            _ => continue,
        };
        let day = xml.text();
        *place = day.trim().get(..10).filter(|d| d.parse::<jiff::civil::Date>().is_ok()).map(str::to_owned);
    }
    Ok((made, changed))
}
