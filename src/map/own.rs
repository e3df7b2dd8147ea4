//! Knows a document in the format that `convert` fills: what stands in a field is of that field's part, whatever it says.
//!
//! The old labels that came along in a field keep their sections, so that what they say of their text still holds.

use super::{Because, Does, Domain, Mapping, Role, Section};
use crate::model::{Block, BlockKind, CellAt, Document, Text};
use crate::rules::format::{Field, NUMBER, RubriekForm, Shape, Target};
use crate::rules::{Part, folded};
use std::collections::{BTreeMap, BTreeSet};

/// So many of its titles make a document one in the format.
const ENOUGH: usize = 5;

/// Gives each block of such a document to the field it stands in; leaves any other document alone.
pub(super) fn settle(document: &Document, mapping: &mut Mapping, format: &Target) -> Dates {
    let titles: BTreeSet<String> = format.rubrieken.iter().map(|r| folded(&r.title)).filter(|t| t.contains(' ')).collect();
    let seen: BTreeSet<String> =
        document.blocks.iter().filter(|b| b.cell.is_none()).map(|b| plain(b.text.words())).filter(|t| titles.contains(t)).collect();
    if seen.len() < ENOUGH {
        return Dates::default();
    }
    let mut walk = Walk { old: std::mem::take(mapping), ..Walk::new(format) };
    for (index, block) in document.blocks.iter().enumerate() {
        walk.block(index, block);
    }
    mapping.sections = walk.sections;
    mapping.blocks = walk.roles;
    mapping.rows = numbered(document);
    walk.dates
}

/// What stands in the format's boxes for start, half-way and evaluation: the box says which date it is, whatever else
/// the text does.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) start: Vec<usize>,
    pub(super) monitoring: Vec<usize>,
    pub(super) evaluation: Vec<usize>,
}

/// The numbers of rows of tables that a conversion divided over rubrieken: two rows with one number were one row.
fn numbered(document: &Document) -> BTreeMap<(u32, u32), u32> {
    let cells = || document.blocks.iter().filter_map(|b| b.cell.filter(|at| at.column == 0).map(|at| (at, b.text.words().trim())));
    let tables: BTreeSet<u32> = cells().filter(|(at, text)| at.row == 0 && *text == NUMBER).map(|(at, _)| at.table).collect();
    let within = cells().filter(|(at, _)| tables.contains(&at.table));
    within.filter_map(|(at, text)| Some(((at.table, at.row), text.parse().ok()?))).collect()
}

/// Where a block stands: a field of the format, or a place of its own.
#[derive(Clone, Copy)]
struct Spot<'a> {
    part: Part,
    side: &'a str,
    /// Tables may come along whole: their columns say which part of the rubriek they are.
    wide: bool,
}

struct Walk<'a> {
    format: &'a Target,
    /// Prompts, questions and explanations of the format.
    asked: BTreeSet<String>,
    old: Mapping,
    rubriek: Option<&'a RubriekForm>,
    /// The format's own table, and the fields of its row by column.
    table: Option<u32>,
    row: Vec<Spot<'a>>,
    spot: Spot<'a>,
    /// Block at which the field starts, and its section.
    start: usize,
    section: usize,
    /// Sections of old labels within the field.
    within: BTreeMap<usize, usize>,
    /// The section of the old label above, a bold line.
    under: Option<usize>,
    /// Sections of the columns of old tables that came along, by table and column.
    columns: BTreeMap<(u32, u32), usize>,
    sections: Vec<Section>,
    roles: Vec<Role>,
    dates: Dates,
}

impl<'a> Walk<'a> {
    fn new(format: &'a Target) -> Walk<'a> {
        let consent = &format.consent;
        let texts = format.rubrieken.iter().flat_map(|r| {
            let fields = r.fields.iter().flat_map(|f| [f.prompt.as_deref(), f.question.as_deref()]).flatten();
            fields.chain([r.about.as_str()])
        });
        let asked = texts.chain([format.about.as_str(), &consent.old_about, &consent.prompt, "Vul aan: datum."]).map(plain);
        Walk {
            format,
            asked: asked.filter(|t| !t.is_empty()).collect(),
            old: Mapping::default(),
            rubriek: None,
            table: None,
            row: Vec::new(),
            spot: Spot { part: Part::Gegevens, side: "", wide: false },
            start: 0,
            section: 0,
            within: BTreeMap::new(),
            under: None,
            columns: BTreeMap::new(),
            sections: vec![Section {
                heading: Text::default(),
                blocks: Vec::new(),
                part: Part::Gegevens,
                also: None,
                confidence: 1.0,
                because: Because::Nothing,
            }],
            roles: Vec::new(),
            dates: Dates::default(),
        }
    }

    fn block(&mut self, index: usize, block: &Block) {
        let old = self.old.blocks.get(index).copied();
        let text = plain(block.text.words());
        let aside = matches!(block.kind, BlockKind::Hidden(_) | BlockKind::Comment | BlockKind::PageHeader | BlockKind::PageFooter);
        if aside {
            return self.put(index, self.section, self.spot.part, Does::Aside, 0, None);
        }
        if self.asked.contains(&text) {
            self.place(block.cell);
            return self.put(index, self.section, self.spot.part, Does::Prompt, 0, None);
        }
        let titled = self.title(index, block, &text);
        if titled || self.labelled(index, block, &text) {
            return;
        }
        self.place(block.cell);
        self.content(index, block, old);
    }

    /// A title of the format: the block begins a rubriek, or a part of the last one.
    fn title(&mut self, index: usize, block: &Block, text: &str) -> bool {
        if block.cell.is_some() || text.is_empty() {
            return false;
        }
        let real = matches!(block.kind, BlockKind::Heading { .. });
        let found = self.format.rubrieken.iter().find(|r| plain(&r.title) == text && (real || text.contains(' ')));
        if let Some(rubriek) = found {
            self.rubriek = Some(rubriek);
            (self.table, self.row) = (None, Vec::new());
            let first = rubriek.fields.first().and_then(|f| self.spot(f));
            let general = match rubriek.shape {
                Shape::Agreements => Some(Spot { part: Part::Afspraken, side: "", wide: true }),
                _ => first.map(|s| Spot { side: "", ..s }),
            };
            self.begin(index, block, general.unwrap_or(self.spot));
            return true;
        }
        let consent = &self.format.consent;
        if real && (text == plain(&consent.title) || text == plain(&consent.old_title)) {
            (self.table, self.row) = (None, Vec::new());
            self.begin(index, block, Spot { part: Part::Instemming, side: "", wide: false });
            return true;
        }
        if real && text == plain(&self.format.title) {
            self.put(index, self.section, Part::Gegevens, Does::Label, 0, None);
            return true;
        }
        false
    }

    /// A label of the format: of a row, of a column, or above a field.
    fn labelled(&mut self, index: usize, block: &Block, text: &str) -> bool {
        let Some(rubriek) = self.rubriek else { return false };
        let real = matches!(block.kind, BlockKind::Heading { .. });
        let left = block.cell.is_some_and(|at| at.column == 0 && self.table.is_none_or(|t| t == at.table));
        if let Some(at) = block.cell
            && rubriek.columns.iter().any(|c| plain(c) == text)
            && self.table.is_none_or(|t| t == at.table)
        {
            self.table = Some(at.table);
            self.put(index, self.section, self.column(rubriek, text), Does::Label, 0, None);
            return true;
        }
        if !left && !real {
            return false;
        }
        let spots: Vec<Spot<'a>> = rubriek.fields.iter().filter(|f| plain(&f.label) == text).filter_map(|f| self.spot(f)).collect();
        if let Some(first) = spots.first().copied() {
            if let Some(at) = block.cell {
                self.table = Some(at.table);
            }
            self.begin(index, block, first);
            self.row = spots;
            return true;
        }
        let consent = &self.format.consent;
        let lines = [
            &consent.discussed,
            &consent.parents,
            &consent.pupil,
            &consent.name,
            &consent.signature,
            &consent.date,
            &consent.adopted,
            &consent.committee,
        ];
        if rubriek.name == "8" && lines.iter().any(|line| plain(line) == text) {
            let part = if text == plain(&consent.committee) { Part::AdviesCommissie } else { Part::Instemming };
            self.begin(index, block, Spot { part, side: "", wide: false });
            return true;
        }
        false
    }

    fn column(&self, rubriek: &RubriekForm, text: &str) -> Part {
        let second = rubriek.columns.last().is_some_and(|c| plain(c) == text);
        match rubriek.shape {
            Shape::SideBySide if second => Part::BelemmerendeFactoren,
            Shape::SideBySide => Part::BevorderendeFactoren,
            Shape::Agreements if second => Part::Evaluatie,
            Shape::Agreements => Part::Afspraken,
            _ => self.spot.part,
        }
    }

    fn spot(&self, field: &'a Field) -> Option<Spot<'a>> {
        let (part, side) = field.part()?;
        Some(Spot { part, side, wide: side.is_empty() && matches!(part, Part::Doelen | Part::Afspraken) })
    }

    /// The field of a cell in the format's own table.
    fn place(&mut self, cell: Option<CellAt>) {
        let Some(at) = cell.filter(|at| Some(at.table) == self.table) else { return };
        let column = usize::try_from(at.column).unwrap_or(0);
        if let Some(spot) = column.checked_sub(1).and_then(|n| self.row.get(n)).copied()
            && (spot.part, spot.side) != (self.spot.part, self.spot.side)
        {
            let heading = self.sections.get(self.section).map(|s| s.heading.clone()).unwrap_or_default();
            self.open(heading, spot);
        }
    }

    /// A section for a field, its label in it.
    fn begin(&mut self, index: usize, block: &Block, spot: Spot<'a>) {
        self.start = index;
        self.open(block.text.clone(), spot);
        self.put(index, self.section, spot.part, Does::Label, 0, None);
    }

    fn open(&mut self, heading: Text, spot: Spot<'a>) {
        let synonym = plain(heading.words());
        self.spot = spot;
        self.within.clear();
        self.under = None;
        self.sections.push(Section {
            heading,
            blocks: Vec::new(),
            part: spot.part,
            also: None,
            confidence: 1.0,
            because: Because::Heading { synonym },
        });
        self.section = self.sections.len() - 1;
    }

    /// What people wrote in a field, and the labels they wrote it under: bold, above it or in front of it.
    fn content(&mut self, index: usize, block: &Block, old: Option<Role>) {
        let spot = self.spot;
        let (mut does, mut from) = old.map_or((Does::Content, 0), |r| (r.does, r.from));
        let part = old.map(|r| r.part).filter(|part| spot.wide && self.together(*part)).unwrap_or(spot.part);
        let factor = matches!(spot.part, Part::BevorderendeFactoren | Part::BelemmerendeFactoren);
        let domain = match spot.side {
            // What is told of the pupil often tells of school or home as well: its words decide.
            "leerling" if factor => None,
            "leerling" => Some(Domain::Leerling),
            "onderwijs" | "leraren" => Some(Domain::Onderwijs),
            "thuis" | "ouders" => Some(Domain::Thuis),
            _ => old.and_then(|r| r.domain),
        };
        let nested = block.cell.is_some_and(|at| Some(at.table) != self.table);
        // Labels in a field are bold or real headings; any other short line is what somebody wrote.
        if !nested && does == Does::Label && !matches!(block.kind, BlockKind::Heading { .. }) {
            does = Does::Content;
        }
        let column = block.cell.filter(|_| nested).map(|at| (at.table, at.column));
        let section = match (nested, bold_label(block)) {
            _ if nested && block.cell.is_some_and(|at| at.header) => {
                (does, from) = (Does::Label, 0);
                let section = self.labelled_section(block.text.words(), part);
                self.columns.extend(column.map(|column| (column, section)));
                section
            }
            // A row's own label in a table, what says in front whose it is, and what stands below the head of a column.
            (true, Some(label)) if column.is_some() && label.len() < block.text.words().trim_end().len() => {
                (does, from) = (Does::Content, label.len());
                self.labelled_section(label, part)
            }
            (true, label) if column.is_some_and(|column| self.columns.contains_key(&column)) => {
                (does, from) = (if label.is_some() { Does::Label } else { Does::Content }, 0);
                column.and_then(|column| self.columns.get(&column)).copied().unwrap_or(self.section)
            }
            (false, Some(label)) if label.len() == block.text.words().trim_end().len() => {
                (does, from) = (Does::Label, 0);
                let section = self.labelled_section(label, part);
                self.under = Some(section);
                section
            }
            (false, Some(label)) => {
                (does, from) = (Does::Content, label.len());
                self.labelled_section(label, part)
            }
            _ => match self.under.filter(|_| !nested) {
                Some(under) => under,
                None => old.map_or(self.section, |r| self.sub_section(r.section, part)),
            },
        };
        if does == Does::Content && spot.part == Part::Data {
            match spot.side {
                "start" => self.dates.start.push(index),
                "monitoring" => self.dates.monitoring.push(index),
                "evaluatie" => self.dates.evaluation.push(index),
                _ => {}
            }
        }
        self.put(index, section, part, does, from, domain);
    }

    /// A section for a label within the field.
    fn labelled_section(&mut self, label: &str, part: Part) -> usize {
        let heading = Text::new(label.trim().trim_end_matches(':'));
        let because = Because::Heading { synonym: plain(label) };
        self.sections.push(Section { heading, blocks: Vec::new(), part, also: None, confidence: 1.0, because });
        self.sections.len() - 1
    }

    /// Whether a part has a field in the same rubriek.
    fn together(&self, part: Part) -> bool {
        self.rubriek.is_some_and(|r| r.fields.iter().any(|f| f.part().is_some_and(|(other, _)| other == part)))
    }

    /// The section of an old label within the field; the field's own where the label is the field's or stands before it.
    fn sub_section(&mut self, old: usize, part: Part) -> usize {
        let Some(section) = self.old.sections.get(old) else { return self.section };
        if section.blocks.first().is_none_or(|first| *first <= self.start) {
            return self.section;
        }
        if let Some(known) = self.within.get(&old) {
            return *known;
        }
        let copy = Section { blocks: Vec::new(), part, also: None, confidence: 1.0, ..section.clone() };
        self.sections.push(copy);
        self.within.insert(old, self.sections.len() - 1);
        self.sections.len() - 1
    }

    fn put(&mut self, index: usize, section: usize, part: Part, does: Does, from: usize, domain: Option<Domain>) {
        if let Some(section) = self.sections.get_mut(section) {
            section.blocks.push(index);
        }
        self.roles.push(Role { section, part, does, domain, from });
    }
}

/// The bold words at the start of a block, where they are a label: a whole line, or up to a colon or the like.
fn bold_label(block: &Block) -> Option<&str> {
    let words = block.text.words();
    if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Tick { .. } | BlockKind::Field { .. }) {
        return None;
    }
    let (start, end) = match block.text.bold().first() {
        Some((start, end)) => (*start as usize, *end as usize),
        None if block.look.bold => (0, words.len()),
        None => return None,
    };
    let label = words.get(..end)?;
    let short = (1..=14).contains(&label.split_whitespace().count());
    let whole = words.get(end..).is_some_and(|rest| rest.trim().is_empty());
    let sentence = whole && label.trim_end().ends_with('.') && label.split_whitespace().count() > 3;
    (start == 0 && short && !sentence && (whole || label.trim_end().ends_with([':', '?', '.', '!']))).then_some(if whole {
        words.trim_end()
    } else {
        label
    })
}

/// A text as the format's are compared.
fn plain(text: &str) -> String {
    folded(text).trim().trim_end_matches(':').trim_end().to_owned()
}
