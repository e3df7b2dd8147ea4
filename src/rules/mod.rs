//! What is asked: parts, items, codes, words and labels, as data under `rules/`.
//!
//! Rules do not know formats; of our own they import only `resembles`, whose models they carry. [`Rules::standard`] holds what the binary carries;
//! [`Rules::load`] joins an organisation's own files to it, and tells all that is wrong with them at once.

pub mod file;
pub mod fold;
pub mod format;
pub mod headings;
mod order;
pub mod words;

pub use crate::resembles::MONTHS;
use crate::resembles::Models;
use file::{CodeExample, CodeFile, ContextFile, HeadingExample, ItemExample, ItemFile, PartFile, SeekFile, StepFile, WordFile};
pub use file::{Level, Required, Severity};
pub use fold::{Folded, fold, folded};
pub use headings::{Context, Headings, Known};
pub use order::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
pub use words::{Hit, List, Words};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Version of the rules: raised when a rule changes what it finds.
pub const VERSION: &str = "1.0";

/// A part of an OPP (contract, part 1), spelled as the contract spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs, reason = "the contract's part 1 says what each holds")]
pub enum Part {
    Gegevens,
    Data,
    BevorderendeFactoren,
    BelemmerendeFactoren,
    IntegratiefBeeld,
    Uitstroomprofiel,
    Onderbouwing,
    AfwijkingProgramma,
    VervangendeDoelen,
    AfwijkingOnderwijstijd,
    Overleg,
    Doelen,
    BehoeftenLeerling,
    BehoeftenLeraren,
    BehoeftenOuders,
    Afspraken,
    Evaluatie,
    Contactpersonen,
    ZienswijzeLeerling,
    ZienswijzeOuders,
    ZienswijzeOverig,
    Instemming,
    AdviesCommissie,
    Bijlage,
    Voorgeschiedenis,
    Onderzoek,
    Medisch,
    Gezin,
    Derden,
    Basisondersteuning,
    BuitenOpp,
    Overig,
}

/// All that is asked.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rules {
    /// The parts, in the contract's order.
    pub parts: Vec<PartRule>,
    /// The items, in the order of their numbers.
    pub items: Vec<Item>,
    /// The codes, in alphabetical order.
    pub codes: Vec<Code>,
    /// All known headings.
    pub headings: Headings,
    /// What follows what.
    pub order: Order,
    /// All word lists.
    pub words: Words,
    /// Abbreviations and what they mean.
    pub abbreviations: BTreeMap<String, String>,
    /// Difficult words and a plainer one.
    pub plain_words: BTreeMap<String, String>,
    /// Every word that reports print, by key (`"reden.versleuteld"`).
    pub labels: BTreeMap<String, String>,
    certainties: BTreeMap<String, String>,
    /// The format of Bijlage 2, which a conversion fills.
    pub format: format::Target,
    /// A4 beyond which an OPP is long (B1.12: five; an organisation may change it in its profile).
    pub a4_max: u32,
    /// Years after which a test or event is outdated (two, ours; an organisation may change it in its profile).
    pub outdated_years: u32,
    /// What passages and headings look like, learned.
    pub models: Models,
    /// Digest of all rule files together.
    pub digest: String,
    /// What differs from the standard rules: one line each, in Dutch.
    pub differs: Vec<String>,
}

/// A part and how it is known.
#[derive(Debug, Clone)]
pub struct PartRule {
    /// Which.
    pub part: Part,
    /// Its title, in Dutch.
    pub title: String,
    /// Whether it is asked.
    pub required: Required,
    /// With [`Required::Condition`]: for which school types (`alle` for all).
    pub school_types: Vec<String>,
    /// Where that comes from.
    pub source: String,
    /// The rubriek a conversion puts it in.
    pub rubriek: String,
    /// Headings in the wild.
    pub headings: Vec<String>,
    /// Words in a heading that point at it; `*` open.
    pub heading_words: Vec<String>,
    /// Headings that look like it and are not.
    pub not: Vec<String>,
    examples: Vec<HeadingExample>,
}

/// An item of the checklist (B1), with its ladder.
#[derive(Debug, Clone)]
pub struct Item {
    /// `"1"` to `"15"`, `"11a"`, `"11b"`.
    pub id: String,
    /// Its title, in Dutch.
    pub title: String,
    /// What it asks, in our words.
    pub question: String,
    /// Where it comes from.
    pub source: String,
    /// The rungs for a document that was filled in, highest first.
    pub steps: Vec<Step>,
    /// The rungs for a blank form, highest first.
    pub form_steps: Vec<Step>,
    /// The sign under which it does not apply.
    pub not_applicable: Option<String>,
    /// The sign under which a person must judge.
    pub by_hand: Option<String>,
    examples: Vec<ItemExample>,
}

/// A rung of a ladder.
#[derive(Debug, Clone)]
pub struct Step {
    /// 1 to 5.
    pub score: u8,
    /// What it means, in Dutch.
    pub explanation: String,
    /// Signs that must hold.
    pub has: Vec<String>,
    /// Signs that must not hold.
    pub lacks: Vec<String>,
}

/// A kind of finding.
#[derive(Debug, Clone)]
pub struct Code {
    /// Such as `TOE02`.
    pub id: String,
    /// A name for people who write rules.
    pub name: String,
    /// What reports call it.
    pub title: String,
    /// How binding.
    pub level: Level,
    /// How bad.
    pub severity: Severity,
    /// Item under which it counts; empty where none.
    pub item: String,
    /// Where it comes from.
    pub source: String,
    /// Signs that must hold.
    pub has: Vec<String>,
    /// Signs that must not hold.
    pub lacks: Vec<String>,
    /// Places of the signs that are shown at most.
    pub places: usize,
    /// What it looks for in single passages.
    pub seek: Option<Seek>,
    /// What is the matter, in Dutch.
    pub explanation: String,
    /// What to do, in Dutch.
    pub advice: String,
    /// How it could read, invented.
    pub model: Option<String>,
    examples: Vec<CodeExample>,
}

/// What a code of single passages looks for.
#[derive(Debug, Clone, Default)]
pub struct Seek {
    /// Only in these parts; all where empty.
    pub parts: Vec<Part>,
    /// Never in these.
    pub not_in: Vec<Part>,
    /// One of these lists.
    pub any: Vec<List>,
    /// And one of these in the same passage, where there are any.
    pub with: Vec<List>,
    /// None of these in the same passage.
    pub without: Vec<List>,
    /// None of these nearby.
    pub without_near: Vec<List>,
    /// Denied or doubted words count too.
    pub denied_too: bool,
    /// The pupil's own words count too.
    pub quoted_too: bool,
    /// The name of another pupil counts too.
    pub peers: bool,
    /// The learned code that counts too.
    pub learned: Option<String>,
    /// The words suffice where the learned models see nothing.
    pub any_suffices: bool,
    /// Only what names a date more than two years before the OPP's.
    pub outdated: bool,
    /// Not where consent for the information is recorded.
    pub unless_consent: bool,
    /// Not where it is tied to goals or approach.
    pub unless_linked: bool,
}

/// What is wrong with a rule file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", line.map(|l| format!(", regel {l}")).unwrap_or_default())]
pub struct RuleError {
    /// Its path.
    pub file: String,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// What is the matter, in Dutch.
    pub message: String,
}

static STANDARD: LazyLock<Rules> = LazyLock::new(|| match Rules::load(&[], &[]) {
    Ok(rules) => rules,
    Err(errors) => unreachable!("the rules in the binary are tested: {errors:?}"),
});

impl Rules {
    /// The rules that the binary carries.
    #[must_use]
    pub fn standard() -> &'static Rules {
        &STANDARD
    }

    /// The standard rules with an organisation's own files joined to them: `(path, text)` each, paths as under `rules/`;
    /// `basis` are the organisation's own words for basic support (from its profile).
    ///
    /// # Errors
    /// All that is wrong, with file and line.
    pub fn load(own: &[(String, String)], basis: &[String]) -> Result<Rules, Vec<RuleError>> {
        let mut errors = Vec::new();
        let mut differs = Vec::new();
        let mut digest = blake3::Hasher::new();
        let mut raw = Raw::default();
        for (path, text) in FILES {
            digest.update(path.as_bytes()).update(b"\0").update(text.as_bytes()).update(b"\0");
            raw.take(path, text, false, &mut errors, &mut differs);
        }
        for (path, text) in own {
            digest.update(path.as_bytes()).update(b"\0").update(text.as_bytes()).update(b"\0");
            raw.take(path, text, true, &mut errors, &mut differs);
        }
        for word in basis {
            digest.update(word.as_bytes()).update(b"\0");
            raw.words.entry("basisondersteuning".to_owned()).or_default().push(word.clone());
        }
        let rules = raw.finish(digest.finalize().to_hex().get(..16).unwrap_or_default().to_owned(), differs, &mut errors);
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// The same rules with an organisation's own models.
    #[must_use]
    pub fn with_models(mut self, models: Models) -> Rules {
        if models.is_own() {
            let mut digest = blake3::Hasher::new();
            for part in [self.digest.as_str(), &models.passages().digest(), &models.headings().digest()] {
                digest.update(part.as_bytes()).update(b"\0");
            }
            self.digest = digest.finalize().to_hex().get(..16).unwrap_or_default().to_owned();
            self.differs.push("eigen voorbeeldzinnen geleerd".to_owned());
        }
        self.models = models;
        self
    }

    /// The rule of a part.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<&PartRule> {
        self.parts.iter().find(|p| p.part == part)
    }

    /// The rule of a code.
    #[must_use]
    pub fn code(&self, id: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.id == id)
    }

    /// The rule of an item.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The certainty that measurements allow an item or code (`"punt.3"`, `"code.AVG03"`), from `rules/zekerheid.toml`.
    #[must_use]
    pub fn certainty(&self, key: &str) -> Option<&str> {
        self.certainties.get(key).map(String::as_str)
    }

    /// What reports print for a key; the key itself where there is nothing (a test forbids that).
    #[must_use]
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.labels.get(key).map_or(key, String::as_str)
    }
}

/// The files as read, before they are joined.
#[derive(Default)]
struct Raw {
    parts: BTreeMap<String, (String, PartFile)>,
    items: BTreeMap<String, (String, ItemFile)>,
    codes: BTreeMap<String, (String, CodeFile)>,
    words: BTreeMap<String, Vec<String>>,
    tables: BTreeMap<String, BTreeMap<String, String>>,
    labels: BTreeMap<String, String>,
    contexts: Vec<Context>,
    order: Order,
    certainties: BTreeMap<String, String>,
    format: format::Target,
}

impl Raw {
    fn take(&mut self, path: &str, text: &str, own: bool, errors: &mut Vec<RuleError>, differs: &mut Vec<String>) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.trim_end_matches(".toml").to_owned();
        let kind = folder.split('/').next().unwrap_or_default();
        match kind {
            "parts" => {
                if let Some(file) = parse::<PartFile>(path, text, errors) {
                    match self.parts.get_mut(&stem) {
                        Some((_, there)) if own => {
                            differs.push(format!("{path}: {} koppen toegevoegd aan {stem}", file.koppen.len()));
                            there.koppen.extend(file.koppen);
                            there.kopwoorden.extend(file.kopwoorden);
                            there.niet.extend(file.niet);
                            there.voorbeeld.extend(file.voorbeeld);
                        }
                        _ if Part::of(&stem).is_none() => {
                            errors.push(error(path, None, format!("er is geen onderdeel met de naam {stem}")));
                        }
                        _ => {
                            self.parts.insert(stem, (path.to_owned(), file));
                        }
                    }
                }
            }
            "words" => {
                if let Some(file) = parse::<WordFile>(path, text, errors) {
                    if own {
                        differs.push(format!("{path}: {} woorden toegevoegd", file.woorden.len() + file.uitleg.len()));
                    }
                    self.words.entry(stem.clone()).or_default().extend(file.woorden);
                    self.tables.entry(stem).or_default().extend(file.uitleg);
                }
            }
            "items" if stem.starts_with("punt") => {
                if let Some(file) = parse::<ItemFile>(path, text, errors) {
                    if own && file.punt != "15" {
                        errors.push(error(path, None, "alleen punt 15 is van de organisatie zelf".to_owned()));
                    } else {
                        if own {
                            differs.push(format!("{path}: eigen punt 15"));
                        }
                        self.items.insert(file.punt.clone(), (path.to_owned(), file));
                    }
                }
            }
            "items" => {
                if let Some(file) = parse::<CodeFile>(path, text, errors) {
                    if own {
                        if self.codes.get(&stem).is_some_and(|(_, c)| c.niveau == Level::Law) {
                            errors.push(error(path, None, format!("{stem} is een wettelijke regel: die kan niet worden vervangen")));
                            return;
                        }
                        let how = if self.codes.contains_key(&stem) { "vervangen" } else { "toegevoegd" };
                        differs.push(format!("{path}: {stem} {how}"));
                    }
                    self.codes.insert(stem, (path.to_owned(), file));
                }
            }
            _ if path == "uit.toml" && own => {
                if let Some(off) = parse::<BTreeMap<String, Vec<String>>>(path, text, errors) {
                    for code in off.get("codes").into_iter().flatten() {
                        match self.codes.get(code) {
                            Some((_, c)) if c.niveau == Level::Law => {
                                errors.push(error(path, None, format!("{code} is een wettelijke regel: die kan niet uit")));
                            }
                            Some(_) => {
                                self.codes.remove(code);
                                differs.push(format!("{path}: {code} staat uit"));
                            }
                            None => errors.push(error(path, None, format!("er is geen code {code}"))),
                        }
                    }
                }
            }
            _ if path == "labels.toml" => {
                if let Some(tables) = parse::<BTreeMap<String, BTreeMap<String, String>>>(path, text, errors) {
                    for (section, table) in tables {
                        self.labels.extend(table.into_iter().map(|(k, v)| (format!("{section}.{k}"), v)));
                    }
                }
            }
            _ if path == "zekerheid.toml" => {
                if let Some(tables) = parse::<BTreeMap<String, BTreeMap<String, String>>>(path, text, errors) {
                    for (section, table) in tables {
                        self.certainties.extend(table.into_iter().map(|(k, v)| (format!("{section}.{k}"), v)));
                    }
                }
            }
            _ if path == "facts.toml" => {
                if let Some(tables) = parse::<BTreeMap<String, BTreeMap<String, Vec<String>>>>(path, text, errors) {
                    for (section, lists) in tables {
                        for (name, words) in lists {
                            self.words.entry(format!("{section}.{name}")).or_default().extend(words);
                        }
                    }
                }
            }
            _ if path == "volgorde.toml" => {
                if let Some(mut tables) = parse::<BTreeMap<String, BTreeMap<String, BTreeMap<String, f32>>>>(path, text, errors) {
                    match Order::new(&tables.remove("na").unwrap_or_default()) {
                        Ok(order) => self.order = order,
                        Err(names) => {
                            errors.extend(names.iter().map(|n| error(path, None, format!("er is geen onderdeel met de naam {n}"))));
                        }
                    }
                }
            }
            _ if path == "context.toml" => {
                if let Some(file) = parse::<ContextFile>(path, text, errors) {
                    self.contexts.extend(file.kop.into_iter().map(|k| context(path, k, errors)));
                }
            }
            "formats" if !own => {
                if let Some(file) = parse::<format::Target>(path, text, errors) {
                    self.format = file;
                }
            }
            "formats" | "passages" => {}
            _ if !own => {}
            _ => errors.push(error(path, None, "deze map of dit bestand hoort niet bij de regels".to_owned())),
        }
    }

    fn finish(self, digest: String, differs: Vec<String>, errors: &mut Vec<RuleError>) -> Rules {
        let known: BTreeSet<&str> = self.words.keys().map(String::as_str).collect();
        let mut lists: Vec<(String, Vec<String>)> = self.words.iter().map(|(n, w)| (n.clone(), w.clone())).collect();
        for (code, (path, file)) in &self.codes {
            let Some(seek) = &file.zoekt else { continue };
            for (slot, words) in slots(seek) {
                for list in words.iter().filter_map(|w| w.strip_prefix('@')) {
                    if !known.contains(list) {
                        errors.push(error(path, None, format!("er is geen woordenlijst @{list} (in {slot})")));
                    }
                }
                let own: Vec<String> = words.iter().filter(|w| !w.starts_with('@')).cloned().collect();
                if !own.is_empty() {
                    lists.push((format!("{code}.{slot}"), own));
                }
            }
        }
        let words = Words::new(lists.iter().map(|(n, w)| (n.as_str(), w.clone())));
        let codes = self
            .codes
            .into_iter()
            .map(|(id, (path, file))| {
                let seek = file.zoekt.as_ref().map(|s| compile(&id, &path, s, &words, errors));
                let when = file.als.unwrap_or_default();
                Code {
                    name: file.naam,
                    title: file.bevinding,
                    level: file.niveau,
                    severity: file.ernst,
                    item: file.punt,
                    source: file.bron,
                    has: when.wel,
                    lacks: when.niet,
                    places: when.plaatsen.unwrap_or(1),
                    seek,
                    explanation: file.uitleg,
                    advice: file.advies,
                    model: file.zo_kan_het,
                    examples: file.voorbeeld,
                    id,
                }
            })
            .collect();
        let mut items: Vec<Item> = self.items.into_values().map(|(_, file)| item(file)).collect();
        items.sort_by_key(|i| (i.id.trim_end_matches(char::is_alphabetic).parse::<u8>().unwrap_or(0), i.id.clone()));
        let mut parts: Vec<PartRule> = self.parts.into_iter().filter_map(|(id, (_, file))| Some(part(Part::of(&id)?, file))).collect();
        parts.sort_by_key(|p| p.part);
        let mut tables = self.tables;
        Rules {
            models: Models::default(),
            order: self.order,
            headings: Headings::new(&parts, self.contexts),
            parts,
            items,
            codes,
            words,
            abbreviations: tables.remove("afkortingen").unwrap_or_default(),
            plain_words: tables.remove("moeilijke-woorden").unwrap_or_default(),
            labels: self.labels,
            certainties: self.certainties,
            format: self.format,
            a4_max: 5,
            outdated_years: 2,
            digest,
            differs,
        }
    }
}

fn slots(seek: &SeekFile) -> [(&'static str, &Vec<String>); 4] {
    [("een_van", &seek.een_van), ("met", &seek.met), ("zonder", &seek.zonder), ("zonder_nabij", &seek.zonder_nabij)]
}

fn compile(code: &str, path: &str, file: &SeekFile, words: &Words, errors: &mut Vec<RuleError>) -> Seek {
    let lists = |slot: &str, terms: &Vec<String>| -> Vec<List> {
        let mut out: Vec<List> = terms.iter().filter_map(|t| words.list(t.strip_prefix('@')?)).collect();
        out.extend(words.list(&format!("{code}.{slot}")));
        out
    };
    let mut parts = |ids: &[String]| -> Vec<Part> {
        ids.iter()
            .filter_map(|id| {
                let part = Part::of(id);
                if part.is_none() {
                    errors.push(error(path, None, format!("er is geen onderdeel met de naam {id}")));
                }
                part
            })
            .collect()
    };
    Seek {
        parts: parts(&file.onderdelen),
        not_in: parts(&file.niet_in),
        any: lists("een_van", &file.een_van),
        with: lists("met", &file.met),
        without: lists("zonder", &file.zonder),
        without_near: lists("zonder_nabij", &file.zonder_nabij),
        denied_too: file.ook_ontkend,
        quoted_too: file.ook_citaat,
        peers: file.namen,
        learned: file.geleerd.clone(),
        any_suffices: file.woorden_volstaan,
        outdated: file.verouderd,
        unless_consent: file.tenzij_toestemming,
        unless_linked: file.tenzij_gekoppeld,
    }
}

fn context(path: &str, file: file::ContextHeading, errors: &mut Vec<RuleError>) -> Context {
    let mut known = |id: &str| {
        let part = Part::of(id);
        if part.is_none() {
            errors.push(error(path, None, format!("er is geen onderdeel met de naam {id}")));
        }
        part
    };
    Context {
        headings: file.koppen.iter().map(|k| folded(k)).collect(),
        domain: file.domein,
        within: file
            .binnen
            .iter()
            .map(|b| {
                let parts = b.onderdelen.iter().filter_map(|id| known(id)).collect();
                (parts, if b.onderdeel == "zelfde" { None } else { known(&b.onderdeel) })
            })
            .collect(),
        otherwise: if file.anders.is_empty() { None } else { known(&file.anders) },
        at_the_end: if file.achteraan.is_empty() { None } else { known(&file.achteraan) },
    }
}

fn item(file: ItemFile) -> Item {
    let steps = |steps: Vec<StepFile>| {
        let mut steps: Vec<Step> =
            steps.into_iter().map(|s| Step { score: s.score, explanation: s.uitleg, has: s.heeft, lacks: s.mist }).collect();
        steps.sort_by_key(|s| std::cmp::Reverse(s.score));
        steps
    };
    Item {
        id: file.punt,
        title: file.titel,
        question: file.vraag,
        source: file.bron,
        steps: steps(file.trede),
        form_steps: steps(file.format),
        not_applicable: file.nvt,
        by_hand: file.handmatig,
        examples: file.voorbeeld,
    }
}

fn part(part: Part, file: PartFile) -> PartRule {
    PartRule {
        part,
        title: file.titel,
        required: file.vereist,
        school_types: file.schooltypes,
        source: file.bron,
        rubriek: file.rubriek,
        headings: file.koppen,
        heading_words: file.kopwoorden,
        not: file.niet,
        examples: file.voorbeeld,
    }
}

fn parse<T: serde::de::DeserializeOwned>(path: &str, text: &str, errors: &mut Vec<RuleError>) -> Option<T> {
    match toml::from_str(text) {
        Ok(file) => Some(file),
        Err(e) => {
            let line = e.span().and_then(|s| text.get(..s.start)).map(|before| before.matches('\n').count() + 1);
            errors.push(error(path, line, e.message().to_owned()));
            None
        }
    }
}

fn error(file: &str, line: Option<usize>, message: String) -> RuleError {
    RuleError { file: format!("rules/{file}"), line, message }
}

/// An example in a rule file: what is put in, and what must come out. `prove` runs them.
#[derive(Debug, Clone)]
pub struct Example {
    /// `TOE02`, `punt 11a`, `instemming`.
    pub rule: String,
    /// Number of the example in its file, from 1.
    pub number: usize,
    /// A document in plain notation, or a heading.
    pub text: String,
    /// School type, where the example needs one.
    pub school_type: Option<String>,
    /// The audit date, where the example needs one.
    pub today: Option<String>,
    /// What must come out.
    pub expect: Expect,
    /// A known miss: what comes out now; the test fails on the day it is right.
    pub known_miss: bool,
}

/// What an example must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Whether the code is found.
    Finds(bool),
    /// The score of the item.
    Score(String),
    /// Whether the heading is this part's.
    Heading(Part, bool),
}

impl Rules {
    /// All examples of all rule files, in a fixed order.
    #[must_use]
    pub fn examples(&self) -> Vec<Example> {
        let mut out = Vec::new();
        for p in &self.parts {
            out.extend(p.examples.iter().enumerate().map(|(i, e)| Example {
                rule: p.part.id().to_owned(),
                number: i + 1,
                text: e.kop.clone(),
                school_type: None,
                today: None,
                expect: Expect::Heading(p.part, e.is),
                known_miss: false,
            }));
        }
        for c in &self.codes {
            out.extend(c.examples.iter().enumerate().map(|(i, e)| Example {
                rule: c.id.clone(),
                number: i + 1,
                text: e.tekst.clone(),
                school_type: e.schooltype.clone(),
                today: e.vandaag.clone(),
                expect: Expect::Finds(e.hoort.unwrap_or(e.vindt)),
                known_miss: e.hoort.is_some_and(|h| h != e.vindt),
            }));
        }
        for item in &self.items {
            out.extend(item.examples.iter().enumerate().map(|(i, e)| Example {
                rule: format!("punt {}", item.id),
                number: i + 1,
                text: e.tekst.clone(),
                school_type: e.schooltype.clone(),
                today: None,
                expect: Expect::Score(e.hoort.clone().unwrap_or_else(|| e.score.clone())),
                known_miss: e.hoort.as_ref().is_some_and(|h| *h != e.score),
            }));
        }
        out
    }
}
