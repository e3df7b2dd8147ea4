//! Cuts a document at its headings and labels, and takes each section for a part.

use super::grid::{self, Cell, Grid, Row};
use super::{Because, Does, Domain, Mapping, Role, Section};
use crate::model::{Block, BlockKind, Document, Text};
use crate::rules::{Known, Part, Rules};
use std::collections::{BTreeMap, BTreeSet};

/// Level of a heading that is only bold or numbered, of the label of a cell, of a label in a line.
const LINE: u8 = 20;
const LABEL: u8 = 30;
const INLINE: u8 = 40;

/// Among the first sections 'Leerling', 'Mentor' and the like are the head of the form; further on what they say decides.
const EARLY: usize = 14;

/// A section that is open while we walk.
#[derive(Debug, Clone, Copy)]
struct Open {
    level: u8,
    section: usize,
    /// A title: what stands under it does not inherit its part.
    title: bool,
}

/// How sure the part of a heading is that only its surroundings explain, where they do not.
const GUESSED: f32 = 0.5;
/// From here on the likeness of a heading tells what its sub-headings are within.
const LIKELY: f32 = 0.5;
/// The same, where a person is named under a part in which several people speak.
const VOICE: f32 = 0.6;

/// What a known heading stands for where it stands.
#[derive(Debug, Clone, Copy)]
struct Meant {
    part: Option<Part>,
    domain: Option<Domain>,
    confidence: f32,
}

struct Walk<'a> {
    document: &'a Document,
    rules: &'a Rules,
    name: Option<&'a str>,
    sections: Vec<Section>,
    roles: Vec<Option<Role>>,
    open: Vec<Open>,
    domains: Vec<Option<Domain>>,
    body: f32,
    grids: &'a BTreeMap<u32, Grid>,
    /// Tables that were walked, or are being walked.
    told: BTreeSet<u32>,
}

/// Cuts the document.
pub(super) fn cut(document: &Document, rules: &Rules, name: Option<&str>) -> Mapping {
    let grids = grid::all(document, rules, name);
    let mut walk = Walk {
        document,
        rules,
        name,
        sections: Vec::new(),
        roles: vec![None; document.blocks.len()],
        open: Vec::new(),
        domains: Vec::new(),
        body: body_size(document),
        grids: &grids,
        told: BTreeSet::new(),
    };
    walk.begin(Text::default(), Part::Gegevens, None, 0.5, Because::Nothing, 0, true, None);
    for (i, block) in document.blocks.iter().enumerate() {
        if walk.roles.get(i).is_some_and(Option::is_some) {
            continue;
        }
        if matches!(block.kind, BlockKind::Hidden(_) | BlockKind::Comment | BlockKind::PageHeader | BlockKind::PageFooter) {
            walk.put(i, Does::Aside, 0);
            continue;
        }
        match block.cell.and_then(|at| walk.untold(at.table)) {
            Some(grid) => walk.table(grid),
            None => walk.line(i, LINE),
        }
    }
    walk.finish()
}

/// The size most of the words are set in.
fn body_size(document: &Document) -> f32 {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for b in &document.blocks {
        if b.look.size > 0.0 {
            *sizes.entry((b.look.size * 2.0) as u32).or_default() += b.text.words().len();
        }
    }
    sizes.iter().max_by_key(|(_, n)| **n).map_or(0.0, |(s, _)| *s as f32 / 2.0)
}

impl<'a> Walk<'a> {
    /// The grid of a table that was not walked yet.
    fn untold(&mut self, table: u32) -> Option<&'a Grid> {
        let grid = self.grids.get(&table)?;
        self.told.insert(table).then_some(grid)
    }

    /// A table within a cell, which stands between this cell's blocks and the next's, is of what the cell's label opened.
    fn nested(&mut self, cell: &Cell, next: Option<&Cell>) {
        let (Some(&last), table) =
            (cell.blocks.last(), cell.blocks.first().and_then(|b| self.document.blocks.get(*b)).and_then(|b| b.cell))
        else {
            return;
        };
        let end = next.and_then(|n| n.blocks.first().copied()).unwrap_or(self.document.blocks.len());
        for i in last + 1..end {
            let Some(at) = self.document.blocks.get(i).and_then(|b| b.cell) else { return };
            if table.is_some_and(|t| t.table == at.table) {
                return;
            }
            if let Some(grid) = self.untold(at.table) {
                let open = self.open.clone();
                self.table(grid);
                self.open = open;
            }
        }
    }

    /// Opens a section at a level, closing those at its level and below.
    #[allow(clippy::too_many_arguments, reason = "a section is what it is")]
    fn begin(
        &mut self,
        heading: Text,
        part: Part,
        also: Option<Part>,
        confidence: f32,
        because: Because,
        level: u8,
        title: bool,
        domain: Option<Domain>,
    ) -> usize {
        self.open.retain(|o| o.level < level);
        self.sections.push(Section { heading, blocks: Vec::new(), part, also, confidence, because });
        self.domains.push(domain);
        let section = self.sections.len() - 1;
        self.open.push(Open { level, section, title });
        section
    }

    fn current(&self) -> usize {
        self.open.last().map_or(0, |o| o.section)
    }

    fn put(&mut self, block: usize, does: Does, from: usize) {
        let section = self.current();
        self.put_in(section, block, does, from);
    }

    fn put_in(&mut self, section: usize, block: usize, does: Does, from: usize) {
        let domain = self.domains.get(section).copied().flatten();
        if let Some(s) = self.sections.get_mut(section)
            && let Some(slot) = self.roles.get_mut(block)
            && slot.is_none()
        {
            *slot = Some(Role { section, part: s.part, does, domain, from });
            s.blocks.push(block);
        }
    }

    /// What a heading stands for here: its own part, or by its surroundings.
    fn resolve(&self, known: &Known, level: u8) -> Meant {
        let around: Vec<Part> = self
            .open
            .iter()
            .rev()
            .filter(|o| o.level < level && !o.title)
            .filter_map(|o| self.sections.get(o.section))
            .filter(|s| s.because != Because::Nothing || s.part != Part::Overig)
            .map(|s| s.part)
            .collect();
        // A list of such headings one after the other: the one before tells, where it is of a kind that goes by persons.
        let before = self.sections.last().map(|s| s.part).filter(|p| {
            matches!(
                p,
                Part::BevorderendeFactoren
                    | Part::BelemmerendeFactoren
                    | Part::BehoeftenLeerling
                    | Part::BehoeftenLeraren
                    | Part::BehoeftenOuders
                    | Part::ZienswijzeLeerling
                    | Part::ZienswijzeOuders
                    | Part::ZienswijzeOverig
                    | Part::Contactpersonen
                    | Part::Instemming
                    | Part::AdviesCommissie
            ) && self.sections.last().is_some_and(|s| s.because != Because::Inherited)
        });
        if let Some(context) = known.context.and_then(|i| self.rules.headings.contexts.get(i)) {
            let domain = context.domain.as_deref().and_then(Domain::of);
            // 'Esra' after what Esra needs is not more of the same: a list by persons names each once.
            let before = before.filter(|p| {
                !(*p == Part::BehoeftenLeerling
                    && domain == Some(Domain::Leerling)
                    && self.sections.last().is_some_and(|s| s.blocks.len() > 1))
            });
            for part in around.iter().copied().chain(before) {
                if let Some((_, to)) = context.within.iter().find(|(parts, _)| parts.contains(&part)) {
                    let to = to.unwrap_or(part);
                    // 'Ouders' under 'Overleg' may as well be what they think of the plan: their words decide.
                    let voices = matches!(to, Part::Overleg | Part::Instemming | Part::Afspraken | Part::Contactpersonen | Part::Doelen);
                    let guessed = self.open.iter().rev().find(|o| o.level < level && !o.title).and_then(|o| self.sections.get(o.section));
                    let guessed = guessed.is_some_and(|s| s.because == Because::Nothing);
                    let least = if domain.is_some() && (voices || guessed) { VOICE } else { 1.0 };
                    return Meant { part: Some(to), domain, confidence: known.confidence().min(least) };
                }
            }
            if let Some(part) = around.first().filter(|p| is_sticky(**p) || matches!(p, Part::Onderzoek | Part::Medisch)) {
                return Meant { part: Some(*part), domain, confidence: known.confidence() };
            }
            // Only at the start is 'Leerling' the head of the form; 'Wie' is an agreement wherever it stands.
            let enclosed = self
                .open
                .iter()
                .any(|o| o.level < level && !o.title && self.sections.get(o.section).is_some_and(|s| s.part != Part::Gegevens));
            let early = self.sections.len() < EARLY && !enclosed;
            let planned = || self.sections.iter().any(|s| matches!(s.part, Part::Doelen | Part::Afspraken) && !s.blocks.is_empty());
            if let Some(part) = context.at_the_end.filter(|_| !enclosed && planned()) {
                return Meant { part: Some(part), domain: None, confidence: known.confidence().min(VOICE) };
            }
            let otherwise = context.otherwise.or(known.part).filter(|p| *p != Part::Gegevens || early);
            let confidence = if otherwise == Some(Part::Gegevens) { known.confidence() } else { known.confidence().min(GUESSED) };
            return Meant { part: otherwise.or(around.first().copied()), domain, confidence };
        }
        let part = known.part;
        // What stands in a history, a request or an annex stays there, whatever its small headings say.
        let sticky = self
            .open
            .iter()
            .rev()
            .filter(|o| o.level < level && o.level < LABEL && !o.title)
            .filter_map(|o| self.sections.get(o.section))
            .find(|s| is_sticky(s.part) && s.confidence >= 0.9)
            .map(|s| s.part);
        if let Some(sticky) = sticky
            && part.is_some_and(|p| !escapes(p, sticky))
        {
            return Meant { part: Some(sticky), domain: None, confidence: known.confidence() };
        }
        // A person's name as a label further on is who does or says something, not the head of the form.
        let late = part == Some(Part::Gegevens) && level >= INLINE && self.sections.len() >= EARLY;
        Meant { part, domain: None, confidence: if late { known.confidence().min(GUESSED) } else { known.confidence() } }
    }

    /// One block outside a table, or within a cell.
    fn line(&mut self, i: usize, level: u8) {
        let Some(block) = self.document.blocks.get(i) else { return };
        match block.kind {
            BlockKind::Tick { .. } | BlockKind::Footnote => return self.put(i, Does::Content, 0),
            BlockKind::Field { .. } => return self.field(i, block),
            _ => {}
        }
        let words = block.text.words();
        let count = words.split_whitespace().count();
        if count == 0 {
            return self.put(i, Does::Content, 0);
        }
        if let BlockKind::Heading { level: real } = block.kind {
            return self.heading(i, block, real.clamp(1, 9), true);
        }
        let ends = words.trim_end();
        let sentence = ends.ends_with(['.', '!', ';', ',']) && count > 3;
        let strong = self.stands_out(block, count);
        // A line with a mail address is someone to turn to, whatever else it names.
        if count <= 14 && !sentence && !words.contains('@') {
            let known = self.rules.headings.know(words, self.name);
            let standing = strong || ends.ends_with([':', '?']) || numbered(words) || is_caps(words);
            let enough = match &known {
                Some(k) if k.strength >= 0.95 => standing || count <= 6 && self.leads(i),
                Some(k) => k.strength >= 0.7 && (strong || numbered(words) || (ends.ends_with([':', '?']) && count <= 8)),
                None => strong && count <= 12 && self.leads(i) || count <= 3 && self.heads_list(i, block),
            };
            if enough {
                return self.heading(i, block, level, false);
            }
        }
        if let Some((label, from)) = inline_label(block).or_else(|| self.short_sentence(block)) {
            let known = self.rules.headings.know(label, self.name);
            if let Some(k) = known.filter(|k| k.strength >= 0.85 || k.strength >= 0.7 && bold_to(block, label.len())) {
                let Meant { part, domain, confidence: sure } = self.resolve(&k, INLINE);
                let (confidence, because) = match part {
                    Some(_) => (sure * 0.95, Because::Heading { synonym: k.synonym.clone() }),
                    None => (0.4, Because::Nothing),
                };
                let part = part.or_else(|| self.around(INLINE)).unwrap_or(Part::Overig);
                self.begin(Text::new(label), part, k.also, confidence, because, INLINE, false, domain);
                return self.put(i, Does::Content, from);
            }
            // A label that is not known: what it says decides later.
            let asks = label.split_whitespace().count() <= 6 && label.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
            if asks || bold_to(block, label.len()) {
                self.open.retain(|o| o.level < INLINE);
                let around = self.around(INLINE);
                let because = if around.is_some() { Because::Inherited } else { Because::Nothing };
                let domain = self.open.last().and_then(|o| self.domains.get(o.section).copied().flatten());
                self.begin(Text::new(label), around.unwrap_or(Part::Overig), None, 0.4, because, INLINE, false, domain);
                return self.put(i, Does::Content, from);
            }
        } else if self.open.last().is_some_and(|o| o.level == INLINE) && !matches!(block.kind, BlockKind::ListItem { .. }) {
            // A paragraph of its own after 'Label: value' goes on with the label only where nothing else is open.
            let onward = self.open.len() >= 2 && self.open.get(self.open.len() - 2).is_some_and(|o| !o.title);
            if onward && !self.continues(i) {
                self.open.retain(|o| o.level < INLINE);
            }
        }
        self.put(i, Does::Content, 0);
    }

    /// 'Beschermende factoren. Zij is plichtsgetrouw.': a known heading as a sentence of its own before the text; with a
    /// number before it ('2. Helpende omstandigheden. Marvin ...') any short one.
    fn short_sentence<'b>(&self, block: &'b Block) -> Option<(&'b str, usize)> {
        let words = block.text.words();
        let number = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ')).len();
        let numbered = number > 1 && words.starts_with(|c: char| c.is_ascii_digit());
        let start = if numbered { number } else { 0 };
        let rest = words.get(start..)?;
        let at = rest.find(". ").filter(|a| *a < 60)?;
        let label = rest.get(..at)?;
        let n = label.split_whitespace().count();
        if numbered && n <= 5 && label.chars().next().is_some_and(char::is_uppercase) {
            return Some((words.get(..start + at)?, start + at + 1));
        }
        let known = self.rules.headings.know(label, self.name)?;
        (n <= 5 && known.strength >= 0.95 && known.context.is_none()).then_some((label, at + 1))
    }

    /// Whether a paragraph after 'Label: value' reads on in the same cell.
    fn continues(&self, i: usize) -> bool {
        let here = self.document.blocks.get(i).and_then(|b| b.cell);
        let before = i.checked_sub(1).and_then(|p| self.document.blocks.get(p)).and_then(|b| b.cell);
        here.is_some() && here == before
    }

    /// Whether something other than a heading follows.
    fn leads(&self, i: usize) -> bool {
        let Some(here) = self.document.blocks.get(i) else { return false };
        self.document.blocks.get(i + 1).is_some_and(|next| {
            let longer = next.text.words().len() > here.text.words().len();
            match next.kind {
                BlockKind::Field { .. } | BlockKind::Tick { .. } | BlockKind::ListItem { .. } => true,
                BlockKind::Paragraph => next.cell.is_some() && here.cell.is_none() || longer || !self.stands_out(next, 3),
                _ => false,
            }
        })
    }

    /// A word or two with a capital and no full stop, right above a list: 'Gesprek' in a plan that is all bullets.
    fn heads_list(&self, i: usize, block: &Block) -> bool {
        let words = block.text.words().trim();
        matches!(block.kind, BlockKind::Paragraph)
            && block.cell.is_none()
            && words.chars().next().is_some_and(char::is_uppercase)
            && words.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')
            && self.document.blocks.get(i + 1).is_some_and(|next| matches!(next.kind, BlockKind::ListItem { .. }) && next.cell.is_none())
    }

    fn stands_out(&self, block: &Block, count: usize) -> bool {
        let l = &block.look;
        l.bold
            || l.underline
            || l.shaded && block.cell.is_none()
            || l.size > 0.0 && self.body > 0.0 && l.size > self.body * 1.12 && count <= 14
    }

    fn heading(&mut self, i: usize, block: &Block, level: u8, real: bool) {
        let words = block.text.words();
        let known = self.rules.headings.know(words, self.name);
        let first = !self.sections.iter().any(|s| s.confidence > 0.6);
        let (text, from) = match inline_label(block) {
            Some((label, from)) if known.is_none() => (label, from),
            _ => (words, 0),
        };
        let known = known.or_else(|| if from > 0 { self.rules.headings.know(text, self.name) } else { None });
        let heading = Text::new(text);
        match known {
            Some(k) => {
                let Meant { part, domain, confidence: sure } = self.resolve(&k, level);
                let (confidence, because) = match part {
                    Some(_) => (sure, Because::Heading { synonym: k.synonym.clone() }),
                    None => (0.4, Because::Nothing),
                };
                let part = part.unwrap_or(Part::Overig);
                // 'Groeidocument' over everything: what its chapters hold, they say themselves.
                let title = first && real && level == 1 && matches!(part, Part::Gegevens | Part::BuitenOpp);
                self.begin(heading, part, k.also, confidence, because, level, title, domain);
            }
            None => {
                let parent = self.open.iter().rev().find(|o| o.level < level);
                let inherited = parent.filter(|o| !o.title).and_then(|o| self.sections.get(o.section)).map(|s| s.part);
                // A title, or a heading that nothing explains: what it says decides later.
                let (part, because) = match inherited {
                    Some(part) => (part, Because::Inherited),
                    None if first => (Part::Gegevens, Because::Nothing),
                    None => (self.likely(text), Because::Nothing),
                };
                let title = first && inherited.is_none();
                let domain = parent.and_then(|o| self.domains.get(o.section).copied().flatten());
                self.begin(heading, part, None, if title { 0.5 } else { 0.4 }, because, level, title, domain);
            }
        }
        if from > 0 && words.get(from..).is_some_and(|rest| rest.chars().any(char::is_alphanumeric)) {
            self.put(i, Does::Content, from);
        } else {
            self.put(i, Does::Label, 0);
        }
    }

    /// What a heading that nobody listed looks like, for what stands under it; `overig` where that is anyone's guess.
    fn likely(&self, heading: &str) -> Part {
        let judged = self.rules.models.headings().judge_part(&crate::rules::headings::plain(heading, self.name));
        let (id, sure) = judged.part();
        Part::of(id).filter(|_| sure >= LIKELY).unwrap_or(Part::Overig)
    }

    /// A form field: its own name may tell what it is for, where nothing on the page did.
    fn field(&mut self, i: usize, block: &Block) {
        let telling = self.open.last().is_some_and(|o| o.level >= LINE);
        if !telling
            && let Some(label) = &block.label
            && let Some(k) = self.rules.headings.know(&label.words().replace(['_', '.'], " "), self.name).filter(|k| k.strength >= 0.85)
            && let Meant { part: Some(part), domain, confidence: sure } = self.resolve(&k, INLINE)
        {
            self.begin(label.clone(), part, None, sure * 0.8, Because::Heading { synonym: k.synonym.clone() }, INLINE, false, domain);
        }
        self.put(i, Does::Content, 0);
    }

    fn table(&mut self, grid: &Grid) {
        if self.bar(grid) {
            return;
        }
        let base = self.open.clone();
        let scores = grid.is_scores();
        let around = self.sections.get(self.current()).map_or(Part::Overig, |s| s.part);
        if scores && !is_sticky(around) && !matches!(around, Part::Doelen | Part::Data | Part::Contactpersonen | Part::VervangendeDoelen) {
            let named = grid.rows.first().is_some_and(|r| {
                r.cells.iter().filter_map(|c| c.known.as_ref()).any(|k| {
                    matches!(
                        k.part,
                        Some(Part::Doelen | Part::Afspraken | Part::Data | Part::Contactpersonen | Part::Evaluatie | Part::Instemming)
                    )
                })
            });
            if !named {
                self.begin(Text::default(), Part::Onderzoek, None, 0.8, Because::Table, LABEL - 1, false, None);
                for (r, row) in grid.rows.iter().enumerate() {
                    for cell in &row.cells {
                        let does = if r == 0 { Does::Label } else { Does::Content };
                        cell.blocks.iter().for_each(|&b| self.put(b, does, 0));
                    }
                }
                self.open = base;
                return;
            }
        }
        let labels_left = grid.labels_left();
        let mut heads: Option<Vec<Head>> = None;
        let mut rows_under = 0;
        for (r, row) in grid.rows.iter().enumerate() {
            let filled: Vec<&Cell> = row.cells.iter().filter(|c| !c.blocks.is_empty()).collect();
            let Some(first) = filled.first() else { continue };
            if filled.len() == 1 || filled.iter().filter(|c| c.words > 0).count() == 1 && first.words > 0 && first.columns >= grid.columns {
                let full = first.columns > 1 || grid.columns == 1 || filled.len() == 1 && row.cells.len() == 1;
                let section_row = first.column == 0
                    && first.like_label()
                    && row.cells.len() == 1
                    && first.known.as_ref().map_or(first.marked, |k| k.context.is_none() && (k.strength >= 0.85 || first.marked));
                if full
                    && first.words > 0
                    && heads.is_some()
                    && (section_row || (first.like_label() || first.blocks.len() > 1) && first.columns >= grid.columns)
                {
                    heads = None;
                    self.open.clone_from(&base);
                }
                match (&heads, full) {
                    (Some(h), _) if first.columns < grid.columns => self.under(h.clone(), row, labels_left),
                    _ => {
                        self.cell(first, if full { LABEL - 5 } else { LABEL });
                        filled.iter().skip(1).for_each(|c| self.cell(c, LABEL));
                    }
                }
                continue;
            }
            if grid.heads_columns(r) || grid.heads_nothing(r) {
                heads = Some(self.heads(row));
                rows_under = 0;
                continue;
            }
            rows_under += 1;
            if heads.as_ref().is_some_and(|h| ends_columns(h, &filled)) {
                heads = None;
                self.open.clone_from(&base);
            }
            match heads.clone() {
                Some(h) => self.under(h, row, labels_left),
                None => self.pairs(&filled, labels_left),
            }
        }
        if let Some(heads) = heads.filter(|_| rows_under == 0) {
            self.side_by_side(&heads);
        }
        self.open = base;
    }

    /// A table of one short cell is a bar with a heading in it: what stands below the table is under it.
    fn bar(&mut self, grid: &Grid) -> bool {
        let [row] = grid.rows.as_slice() else { return false };
        let [cell] = row.cells.as_slice() else { return false };
        let &[b] = cell.blocks.as_slice() else { return false };
        let Some(block) = self.document.blocks.get(b) else { return false };
        let alone = self.open.iter().all(|o| o.level < LABEL);
        if !alone || !cell.like_label() || block.text.words().trim_end().ends_with('.') || inline_label(block).is_some() {
            return false;
        }
        self.heading(b, block, LINE, false);
        true
    }

    /// Under a heading row without rows of its own stand tables side by side, one for each heading.
    fn side_by_side(&mut self, heads: &[Head]) {
        let mut next = self.roles.iter().position(Option::is_none);
        for head in heads {
            let Some(table) = next.and_then(|i| self.document.blocks.get(i)).and_then(|b| b.cell).map(|c| c.table) else { return };
            let Some(section) = head.section else { return };
            let open = self.open.clone();
            self.open.push(Open { level: LABEL, section, title: false });
            if let Some(grid) = self.untold(table) {
                self.table(grid);
            }
            self.open = open;
            next = self.roles.iter().position(Option::is_none);
        }
    }

    /// What the cells of a heading row stand for; each opens a section.
    fn heads(&mut self, row: &Row) -> Vec<Head> {
        self.open.retain(|o| o.level < LABEL);
        let base = self.open.clone();
        let mut out = Vec::new();
        // Beside 'Doel' or 'Afspraak', 'Wie' and 'Hoe' are of the agreement; under 'Doelen', 'Na school (zomer 2027)' is a horizon.
        let plan = |p: Part| matches!(p, Part::Doelen | Part::Afspraken | Part::Evaluatie);
        let beside = row
            .cells
            .iter()
            .filter_map(|c| c.known.as_ref())
            .any(|k| k.strength >= 0.85 && k.context.is_none() && k.part.is_some_and(plan));
        let goals = self.around(LABEL) == Some(Part::Doelen);
        for cell in row.cells.iter().filter(|c| c.words > 0) {
            let text = joined(self.document, &cell.blocks);
            let known = cell.known.as_ref().filter(|k| !goals || k.strength >= 0.85 || k.part.is_some_and(plan));
            let section = known.map(|k| (self.resolve(k, LABEL), k)).and_then(|(meant, k)| {
                // 'Toelichting' beside 'Bevorderend' is of that.
                let left =
                    out.last().filter(|h: &&Head| !h.weak).and_then(|h| h.section).and_then(|s| self.sections.get(s)).map(|s| s.part);
                let of_left = k.context.is_some() && meant.domain.is_none() && meant.part != Some(Part::Afspraken);
                let part = if of_left { left.or(meant.part)? } else { meant.part? };
                let because = Because::Heading { synonym: k.synonym.clone() };
                let sure = if beside && part == Part::Afspraken { meant.confidence.max(0.9) } else { meant.confidence };
                let section = self.begin(Text::new(text), part, k.also, sure, because, LABEL, false, meant.domain);
                Some((section, k.context.is_some() && !(beside && part == Part::Afspraken)))
            });
            if section.is_none() {
                self.open.clone_from(&base);
            }
            for &b in &cell.blocks {
                match section {
                    Some((s, _)) => self.put_in(s, b, Does::Label, 0),
                    None => self.put(b, Does::Label, 0),
                }
            }
            out.push(Head {
                from: cell.column,
                to: cell.column + cell.columns,
                section: section.map(|s| s.0),
                weak: section.is_none_or(|s| s.1),
            });
            self.open.clone_from(&base);
        }
        out
    }

    /// A row under a heading row.
    fn under(&mut self, heads: Vec<Head>, row: &Row, labels_left: bool) {
        let base = self.open.clone();
        let mut label: Option<(Meant, Known)> = None;
        let rows_are_labelled = row.cells.first().is_some_and(|first| {
            first.column == 0 && first.words > 0 && first.words <= 10 && (labels_left || first.marked || first.known.is_some())
        });
        for (n, cell) in row.cells.iter().enumerate() {
            let head = heads.iter().find(|h| h.from <= cell.column && cell.column < h.to);
            let own = head.is_none_or(|h| h.weak || h.section.is_none());
            if n == 0 && rows_are_labelled && own {
                if let Some(k) = cell.known.clone() {
                    let around =
                        heads.iter().filter(|h| !h.weak).find_map(|h| h.section).and_then(|s| self.sections.get(s)).map(|s| s.part);
                    let meant = match (around, k.context.and_then(|i| self.rules.headings.contexts.get(i))) {
                        (Some(around), Some(c)) => {
                            let to = c.within.iter().find(|(p, _)| p.contains(&around)).map(|(_, to)| to.unwrap_or(around));
                            Meant { part: to, domain: c.domain.as_deref().and_then(Domain::of), confidence: k.confidence() }
                        }
                        _ => self.resolve(&k, LABEL + 1),
                    };
                    label = Some((meant, k));
                }
                match label.clone() {
                    Some((Meant { part: Some(part), domain, confidence }, k)) if heads.iter().all(|h| h.weak) => {
                        let because = Because::Heading { synonym: k.synonym.clone() };
                        let heading = Text::new(joined(self.document, &cell.blocks));
                        self.begin(heading, part, k.also, confidence, because, LABEL + 1, false, domain);
                        cell.blocks.iter().for_each(|&b| self.put(b, Does::Label, 0));
                    }
                    _ => {
                        let does = if label.is_some() || cell.marked && cell.words <= 6 { Does::Label } else { Does::Content };
                        let section = head.and_then(|h| h.section);
                        for &b in &cell.blocks {
                            match section {
                                Some(s) => self.put_in(s, b, does, 0),
                                None => self.put(b, does, 0),
                            }
                        }
                    }
                }
                continue;
            }
            let row_part = label.as_ref().and_then(|(m, k)| (k.context.is_none()).then_some(m.part).flatten());
            match head.and_then(|h| h.section.map(|s| (s, h.weak))) {
                Some((section, weak)) if !(weak && row_part.is_some()) => {
                    self.in_section(section, cell, label.as_ref().and_then(|l| l.0.domain))
                }
                _ => cell.blocks.iter().for_each(|&b| self.line(b, LABEL + 5)),
            }
        }
        self.open = base;
    }

    /// Puts a cell's blocks in a section; a heading within the cell may still open one of its own.
    fn in_section(&mut self, section: usize, cell: &Cell, domain: Option<Domain>) {
        let base = self.open.clone();
        self.open.retain(|o| o.level < LABEL);
        self.open.push(Open { level: LABEL, section, title: false });
        let several = cell.blocks.len() > 1;
        for &b in &cell.blocks {
            if several {
                self.line(b, LABEL + 5);
            } else if let Some((label, from)) = self.document.blocks.get(b).and_then(inline_label)
                && let Some(k) = self.rules.headings.know(label, self.name).filter(|k| k.strength >= 0.95 && k.context.is_none())
                && let Meant { part: Some(part), domain: d, confidence: sure } = self.resolve(&k, INLINE)
            {
                self.begin(Text::new(label), part, k.also, sure * 0.95, Because::Heading { synonym: k.synonym.clone() }, INLINE, false, d);
                self.put(b, Does::Content, from);
            } else {
                self.put_in(section, b, Does::Content, 0);
            }
            if domain.is_some()
                && let Some(Some(role)) = self.roles.get_mut(b)
            {
                role.domain = role.domain.or(domain);
            }
        }
        self.open = base;
    }

    /// A row without a heading row: label and value, once or twice, or text side by side.
    fn pairs(&mut self, cells: &[&Cell], labels_left: bool) {
        let mut n = 0;
        while let Some(cell) = cells.get(n) {
            let next = cells.get(n + 1);
            let is_label = cell.words > 0
                && cell.words <= 16
                && next.is_some()
                && (cell.known.is_some() || cell.marked || cell.asks || labels_left && cell.column == 0 && cell.words <= 12)
                && !(n == 0 && next.is_some_and(|v| v.marked && !cell.marked));
            if !is_label {
                self.cell(cell, LABEL + 5);
                n += 1;
                self.nested(cell, cells.get(n).copied());
                continue;
            }
            self.label(cell);
            n += 1;
            self.nested(cell, cells.get(n).copied());
            while let Some(value) = cells.get(n) {
                // The next label of the same row.
                if value.like_label()
                    && cells.get(n + 1).is_some()
                    && (value.known.as_ref().is_some_and(|k| k.strength >= 0.95) || value.marked)
                {
                    break;
                }
                value.blocks.iter().for_each(|&b| self.line(b, LABEL + 5));
                n += 1;
                self.nested(value, cells.get(n).copied());
            }
        }
    }

    /// A cell that labels what stands beside it.
    fn label(&mut self, cell: &Cell) {
        let text = joined(self.document, &cell.blocks);
        match &cell.known {
            Some(k) => {
                let Meant { part, domain, confidence: sure } = self.resolve(k, LABEL);
                let (confidence, because) = match part {
                    Some(_) => (sure, Because::Heading { synonym: k.synonym.clone() }),
                    None => (0.4, Because::Nothing),
                };
                let part = part.or_else(|| self.around(LABEL)).unwrap_or(Part::Overig);
                self.begin(Text::new(text), part, k.also, confidence, because, LABEL, false, domain);
            }
            None => {
                let (part, because) = match self.around(LABEL) {
                    Some(part) => (part, Because::Inherited),
                    None => (Part::Overig, Because::Nothing),
                };
                let domain = self.open.iter().rev().find(|o| o.level < LABEL).and_then(|o| self.domains.get(o.section).copied().flatten());
                self.begin(Text::new(text), part, None, 0.4, because, LABEL, false, domain);
            }
        }
        cell.blocks.iter().for_each(|&b| self.put(b, Does::Label, 0));
    }

    /// The part of the section around a level, unless it is a title.
    fn around(&self, level: u8) -> Option<Part> {
        self.open.iter().rev().find(|o| o.level < level).filter(|o| !o.title).and_then(|o| self.sections.get(o.section)).map(|s| s.part)
    }

    /// A cell that stands alone: a heading over what follows, or text with headings of its own.
    fn cell(&mut self, cell: &Cell, level: u8) {
        if cell.blocks.len() == 1 && cell.like_label() {
            let Some(&b) = cell.blocks.first() else { return };
            let Some(block) = self.document.blocks.get(b) else { return };
            if cell.known.is_some() || cell.marked {
                return self.heading(b, block, level, false);
            }
        }
        cell.blocks.iter().for_each(|&b| self.line(b, level));
    }

    fn finish(self) -> Mapping {
        let mut mapping = Mapping { sections: self.sections, ..Mapping::default() };
        let fallback = Role { section: 0, part: Part::Gegevens, does: Does::Content, domain: None, from: 0 };
        for (i, role) in self.roles.into_iter().enumerate() {
            let role = role.unwrap_or_else(|| {
                if let Some(s) = mapping.sections.first_mut() {
                    s.blocks.push(i);
                }
                fallback
            });
            mapping.blocks.push(role);
        }
        mapping
    }
}

/// A heading cell over a column.
#[derive(Debug, Clone)]
struct Head {
    from: u32,
    to: u32,
    section: Option<usize>,
    /// Unknown, or known only by its surroundings: a label on the left says more.
    weak: bool,
}

impl Domain {
    /// The domain of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Domain> {
        match name {
            "leerling" => Some(Domain::Leerling),
            "onderwijs" => Some(Domain::Onderwijs),
            "thuis" => Some(Domain::Thuis),
            _ => None,
        }
    }
}

/// Whether a row under a heading row is no longer of it: 'Uitstroomprofiel | vmbo-tl' below 'Helpend | Hinderend'.
fn ends_columns(heads: &[Head], filled: &[&Cell]) -> bool {
    let [label, value] = filled else { return false };
    let over_label = heads.iter().any(|h| h.from == label.column && !h.weak);
    label.column == 0
        && (heads.len() >= 3 || !over_label)
        && value.words >= 1
        && label.known.as_ref().is_some_and(|k| {
            k.strength >= if value.columns > 1 { 0.7 } else { 0.95 }
                && k.context.is_none()
                && k.part.is_some_and(|p| Part::ASKED.contains(&p) && p != Part::IntegratiefBeeld)
        })
}

/// Parts in which small headings mean less than the heading above them.
fn is_sticky(part: Part) -> bool {
    matches!(part, Part::Voorgeschiedenis | Part::BuitenOpp | Part::Bijlage | Part::Derden)
}

/// Parts that stand out even within a sticky one.
fn escapes(part: Part, sticky: Part) -> bool {
    match sticky {
        Part::Voorgeschiedenis | Part::Derden => matches!(
            part,
            Part::Medisch
                | Part::Gezin
                | Part::Onderzoek
                | Part::BuitenOpp
                | Part::Voorgeschiedenis
                | Part::Derden
                | Part::Basisondersteuning
        ),
        Part::BuitenOpp => matches!(part, Part::BuitenOpp),
        _ => matches!(part, Part::Bijlage),
    }
}

fn joined(document: &Document, blocks: &[usize]) -> String {
    blocks.iter().filter_map(|i| document.blocks.get(*i)).map(|b| b.text.words().trim()).collect::<Vec<_>>().join(" ")
}

/// 'Label: value' in one block: the label and the byte at which the value starts; also 'Wat gaat goed? ...' and '*label* ...'.
fn inline_label(block: &Block) -> Option<(&str, usize)> {
    let words = block.text.words();
    if let Some(rest) = words.strip_prefix('*')
        && let Some(end) = rest.find('*').filter(|e| *e < 40)
        && let Some(label) = rest.get(..end)
    {
        return Some((label, end + 2));
    }
    if let Some(at) = words.find('?').filter(|a| *a < 70)
        && words.get(at + 1..).is_some_and(|r| r.starts_with(' ') && r.split_whitespace().count() >= 2)
        && let Some(label) = words.get(..at)
        && label.split_whitespace().count() <= 9
        && !label.contains(['.', ':', '"', '“'])
    {
        return Some((label, at + 1));
    }
    if let Some(&(0, end)) = block.text.bold().first()
        && let Some((label, rest)) = words.split_at_checked(end as usize)
        && (1..=8).contains(&label.split_whitespace().count())
        && label.trim_end().len() > 3
        && rest.split_whitespace().count() >= 3
        && !label.contains([':', '.'])
    {
        return Some((label.trim_end(), end as usize));
    }
    let at = words
        .char_indices()
        .take(90)
        .find(|(i, c)| matches!(c, ':' | '\t') && !words.get(i + 1..).is_some_and(|r| r.starts_with("//")))
        .map(|(i, _)| i)?;
    let label = words.get(..at)?;
    let rest = words.get(at + 1..)?;
    let clock = label.chars().next_back().is_some_and(|c| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    let n = label.split_whitespace().count();
    (n > 0 && n <= 9 && !clock && rest.chars().any(|c| !c.is_whitespace())).then_some((label, at + 1))
}

/// Whether the first bytes of a block are bold.
fn bold_to(block: &Block, bytes: usize) -> bool {
    block.text.bold().first().is_some_and(|(s, e)| *s == 0 && (*e as usize) + 2 >= bytes)
}

/// Starts with what numbers a heading.
fn numbered(words: &str) -> bool {
    let folded = crate::rules::folded(words);
    crate::rules::headings::without_number(&folded).len() < folded.len() && folded.chars().next().is_some_and(char::is_alphanumeric)
}

fn is_caps(words: &str) -> bool {
    let letters: Vec<char> = words.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() > 4 && letters.iter().all(|c| c.is_uppercase())
}
