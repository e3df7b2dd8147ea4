//! The page: one HTML file with its style, script and data inside, that asks nothing of any network.
//!
//! What it shows is counted here, so that it agrees with the other reports; `page.js` draws and filters. The
//! policy allows exactly this style and this script, by their hashes; data is JSON that cannot close its element.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::attention::{MONTHS, attention, dutch_date};
use super::bloat::volume;
use super::compare::Comparison;
use super::forms::{FormRow, forms};
use super::highlights::highlights;
use super::legend::{Code, Item, Legend, PartEntry};
use super::mirror::mirror;
use super::record::{FindingRow, ITEMS, Record};
use super::run::Run;
use super::schools::{CodeCount, School, distribution, schools, together};
use super::table::rounded;
use super::themes::Themes;

/// Bytes of data above which fragments are shortened, and then left out: a page must open on an ordinary laptop.
const ROOM: usize = 23 << 20;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The whole page, with a view for a comparison where there is one. Documents are listed in the order given, which
/// the page takes for the order of their names.
#[must_use]
pub fn page(records: &[Record], run: &Run, legend: &Legend, comparison: Option<&Comparison>) -> String {
    let (data, details) = fitting(records, run, legend, comparison);
    let name = if run.profiel.naam.is_empty() { "OPP-audit".to_owned() } else { format!("OPP-audit {}", run.profiel.naam) };
    let day = dutch_date(&run.today);
    let csp = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let foot = format!("Gemaakt met {}. Er gaat niets van deze pagina naar buiten. {}", run.program(), confidential(run));
    let slots: [(&str, &str); 9] = [
        ("csp", &csp),
        ("title", &escape(&name)),
        ("brand", &escape(&name)),
        ("stamp", &escape(format!("{} Peildatum {day}", run.warning()).trim_start())),
        ("foot", &escape(&foot)),
        ("style", STYLE),
        ("script", SCRIPT),
        ("data", &data),
        ("details", &details),
    ];
    filled(PAGE, &slots)
}

/// Text made safe for an element or an attribute of HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The source expression of the content security policy that allows exactly this text.
pub(super) fn hash(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Puts values in `{{slots}}`, in one pass: a value that looks like a slot stays as it is.
pub(super) fn filled(frame: &str, slots: &[(&str, &str)]) -> String {
    let room: usize = slots.iter().map(|(_, value)| value.len()).sum();
    let mut page = String::with_capacity(frame.len() + room);
    let mut rest = frame;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let (name, tail) = after.split_once("}}").unwrap_or((after, ""));
        page.push_str(slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    page.push_str(rest);
    page
}

fn confidential(run: &Run) -> &'static str {
    if run.is_shareable() {
        "Kleine aantallen, bestandsnamen en fragmenten zijn weggelaten."
    } else {
        "Deel dit rapport alleen met wie het nodig heeft."
    }
}

/// The data and the details as JSON, with fragments as long as fit.
fn fitting(records: &[Record], run: &Run, legend: &Legend, comparison: Option<&Comparison>) -> (String, String) {
    let codes = codes_of(records);
    let mut pair = (String::new(), String::new());
    for longest in [usize::MAX, 80, 40, 0] {
        let mut texts = Texts::default();
        let details: Vec<Value> = records.iter().map(|record| detail(record, &mut texts, legend, &codes, longest)).collect();
        let details = embedded(&details);
        let data = embedded(&data(records, run, legend, comparison, &codes, &mut texts));
        pair = (data, details);
        if pair.0.len() + pair.1.len() <= ROOM {
            break;
        }
    }
    pair
}

/// JSON that may stand in a script element: nothing in it can end the element or start a comment.
fn embedded<T: Serialize>(value: &T) -> String {
    let plain = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let escapes = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u{2028}", "\\u2028"), ("\u{2029}", "\\u2029")];
    escapes.iter().fold(plain, |text, (sign, escape)| if text.contains(sign) { text.replace(sign, escape) } else { text })
}

/// Texts that recur, each held once and known by its number; -1 for none.
#[derive(Default)]
struct Texts<'a> {
    list: Vec<&'a str>,
    known: BTreeMap<&'a str, i64>,
}

impl<'a> Texts<'a> {
    fn number(&mut self, text: &'a str) -> i64 {
        if text.is_empty() {
            return -1;
        }
        *self.known.entry(text).or_insert_with(|| {
            self.list.push(text);
            self.list.len() as i64 - 1
        })
    }
}

#[derive(Serialize)]
struct Data<'a> {
    run: &'a Run,
    punten: Vec<ItemData<'a>>,
    codes: BTreeMap<&'a str, &'a Code>,
    /// The codes that rows refer to by number.
    volgorde: Vec<&'a str>,
    onderdelen: BTreeMap<&'a str, &'a PartEntry>,
    niveaus: BTreeMap<&'a str, &'a str>,
    woorden: BTreeMap<&'a str, &'a str>,
    maanden: [&'static str; 12],
    opvallend: Vec<HighlightData>,
    samen: SchoolData,
    verdeling: [[usize; 5]; ITEMS.len()],
    scholen: Vec<SchoolData>,
    omvang: VolumeData,
    aandacht: Vec<AttentionData>,
    formulieren: Vec<FormData>,
    spiegel: Vec<MirrorData>,
    vergelijking: Option<&'a Comparison>,
    teksten: Vec<&'a str>,
    documenten: Vec<Value>,
}

#[derive(Serialize)]
struct ItemData<'a> {
    punt: &'a str,
    titel: &'a str,
    vraag: &'a str,
    treden: &'a [String],
    advies: &'a str,
    voorbeeld: &'a str,
}

#[derive(Serialize)]
struct HighlightData {
    zin: String,
    code: Option<String>,
}

#[derive(Serialize)]
struct SchoolData {
    school: String,
    schooltype: String,
    bestuur: Option<String>,
    documenten: usize,
    beoordeeld: usize,
    niet_beoordeeld: usize,
    a4_mediaan: Option<f64>,
    gemiddelde: Option<f64>,
    wet: usize,
    advies: usize,
    controle: usize,
    punten: [Option<f64>; ITEMS.len()],
    codes: Vec<CodeCount>,
}

#[derive(Serialize)]
struct VolumeData {
    a4: u64,
    weg: f64,
    delen: Vec<PartData>,
}

#[derive(Serialize)]
struct PartData {
    onderdeel: String,
    documenten: usize,
    woorden: u64,
    a4: f64,
    weg: bool,
}

#[derive(Serialize)]
struct AttentionData {
    i: usize,
    waarom: String,
    wanneer: Option<String>,
}

#[derive(Serialize)]
struct FormData {
    naam: String,
    bestanden: usize,
    scholen: Vec<String>,
    leeg: bool,
    a4_leeg: Option<u32>,
    a4_mediaan: Option<f64>,
    gemiddelde: Option<f64>,
    ontbreekt: Vec<String>,
    te_veel: Vec<String>,
    bevindingen: Vec<FormFindingData>,
}

#[derive(Serialize)]
struct FormFindingData {
    code: String,
    bestanden: usize,
    oorzaak: &'static str,
}

#[derive(Serialize)]
struct MirrorData {
    school: Option<String>,
    titel: String,
    aantal: usize,
    van: usize,
    vraag: String,
}

/// A row of the list; `page.js` names its columns in this order.
fn row(record: &Record, schools: &[School], codes: &[&str], note: i64) -> Value {
    let dates = &record.data;
    let mut touched: Vec<usize> = record.open_findings().filter_map(|finding| codes.binary_search(&finding.code.as_str()).ok()).collect();
    touched.sort_unstable();
    touched.dedup();
    json!([
        record.document,
        schools.binary_search_by(|school| school.school.as_str().cmp(&record.school)).unwrap_or(0),
        record.schooltype,
        record.id,
        record.leerling,
        record.actueel,
        record.bestandstype,
        record.status,
        record.reden,
        note,
        record.gelezen,
        record.a4,
        record.a4_opp.or(record.a4),
        record.woorden,
        record.mean().map(rounded),
        record.findings_of("wet"),
        record.findings_of("advies"),
        record.findings_of("controle"),
        ITEMS.iter().map(|(item, _)| letter(record.score(item))).collect::<String>(),
        ITEMS.iter().map(|(item, _)| certainty(record, item)).collect::<String>(),
        touched,
        [&dates.start, &dates.monitoring, &dates.evaluatie, &dates.instemming, &dates.vaststelling, &dates.plaatsing, &dates.einde],
        record.uitstroom,
    ])
}

/// A score in one letter: its number, `n` (nvt), `h` (handmatig) or a space where there is none.
fn letter(score: &str) -> char {
    match score {
        "nvt" => 'n',
        "handmatig" => 'h',
        other => other.chars().next().filter(char::is_ascii_digit).unwrap_or(' '),
    }
}

fn certainty(record: &Record, item: &str) -> char {
    record.scores.iter().find(|row| row.punt == item).and_then(|row| row.zekerheid.chars().next()).unwrap_or(' ')
}

/// What only the view of one document shows: reasons of scores, findings, parts, remarks; texts by their number.
fn detail<'a>(record: &'a Record, texts: &mut Texts<'a>, legend: &Legend, codes: &[&str], longest: usize) -> Value {
    let scores: Vec<Value> = ITEMS
        .iter()
        .map(|(item, _)| match record.scores.iter().find(|row| row.punt == *item) {
            Some(row) => json!([texts.number(&row.waarom), row.plaats.iter().map(|place| texts.number(place)).collect::<Vec<_>>()]),
            None => json!([-1, []]),
        })
        .collect();
    let findings: Vec<Value> = record.bevindingen.iter().map(|finding| one_finding(finding, texts, legend, codes, longest)).collect();
    let parts: Vec<Value> = record
        .onderdelen
        .iter()
        .filter(|part| part.vereist != "nee" || part.status != "nvt")
        .map(|part| {
            json!([
                part.onderdeel,
                part.vereist,
                part.status,
                texts.number(part.kop.as_deref().unwrap_or_default()),
                texts.number(part.plaats.as_deref().unwrap_or_default()),
                part.zekerheid.chars().next().map(String::from).unwrap_or_default(),
                part.woorden,
            ])
        })
        .collect();
    let remarks: Vec<[i64; 2]> = record
        .opmerkingen
        .iter()
        .map(|remark| [texts.number(&remark.soort), texts.number(remark.plaats.as_deref().unwrap_or_default())])
        .collect();
    json!({"s": scores, "b": findings, "o": parts, "m": remarks})
}

fn one_finding<'a>(finding: &'a FindingRow, texts: &mut Texts<'a>, legend: &Legend, codes: &[&str], longest: usize) -> Value {
    let known = legend.code(&finding.code).is_some_and(|code| code.bron == finding.bron);
    json!([
        codes.binary_search(&finding.code.as_str()).unwrap_or(0),
        finding.niveau,
        finding.ernst,
        finding.zekerheid,
        finding.punt,
        finding.onderdeel,
        texts.number(&finding.plaats),
        shortened(&finding.fragment, longest),
        texts.number(&finding.uitleg),
        texts.number(&finding.advies),
        finding.oordeel.as_deref().unwrap_or_default(),
        if known { -1 } else { texts.number(&finding.bron) },
    ])
}

/// The first letters of a fragment, with an ellipsis where some are left out.
fn shortened(fragment: &str, longest: usize) -> String {
    if longest == 0 {
        return String::new();
    }
    if fragment.chars().count() <= longest {
        return fragment.to_owned();
    }
    let kept: String = fragment.chars().take(longest).collect();
    format!("{}…", kept.trim_end())
}

/// All codes that occur, in alphabetical order.
fn codes_of(records: &[Record]) -> Vec<&str> {
    let all: BTreeSet<&str> = records.iter().flat_map(|record| &record.bevindingen).map(|finding| finding.code.as_str()).collect();
    all.into_iter().collect()
}

fn data<'a>(
    records: &'a [Record],
    run: &'a Run,
    legend: &'a Legend,
    comparison: Option<&'a Comparison>,
    codes: &[&'a str],
    texts: &mut Texts<'a>,
) -> Data<'a> {
    let schools = schools(records);
    let at: BTreeMap<&str, usize> = records.iter().enumerate().map(|(index, record)| (record.document.as_str(), index)).collect();
    let documents = records
        .iter()
        .map(|record| row(record, &schools, codes, texts.number(record.toelichting.as_deref().unwrap_or_default())))
        .collect();
    let volume = volume(records, legend);
    let mirror = Themes::shipped().map(|themes| mirror(records, &themes, run.profiel.kleinste_groep)).unwrap_or_default();
    Data {
        run,
        punten: ITEMS.iter().map(|(item, _)| item_data(item, legend)).collect(),
        codes: legend.codes.iter().map(|code| (code.code.as_str(), code)).collect(),
        volgorde: codes.to_vec(),
        onderdelen: legend.parts.iter().map(|part| (part.onderdeel.as_str(), part)).collect(),
        niveaus: legend.levels.iter().map(|word| (word.waarde.as_str(), word.uitleg.as_str())).collect(),
        woorden: legend.levels.iter().chain(&legend.words).map(|word| (word.waarde.as_str(), word.titel.as_str())).collect(),
        maanden: MONTHS,
        opvallend: highlights(records, run, legend).into_iter().map(|said| HighlightData { zin: said.zin, code: said.code }).collect(),
        samen: school_data(together(records)),
        verdeling: distribution(records),
        scholen: schools.into_iter().map(school_data).collect(),
        omvang: VolumeData {
            a4: volume.a4,
            weg: rounded(volume.a4_weg),
            delen: volume
                .parts
                .into_iter()
                .map(|part| PartData {
                    onderdeel: part.onderdeel,
                    documenten: part.documenten,
                    woorden: part.woorden,
                    a4: rounded(part.a4),
                    weg: part.weg,
                })
                .collect(),
        },
        aandacht: attention(records, &run.today)
            .into_iter()
            .filter_map(|item| Some(AttentionData { i: *at.get(item.document.as_str())?, waarom: item.because(), wanneer: item.when }))
            .collect(),
        formulieren: forms(records, legend).into_iter().map(form_data).collect(),
        spiegel: mirror
            .into_iter()
            .map(|row| MirrorData { school: row.school, titel: row.titel, aantal: row.aantal, van: row.van, vraag: row.vraag })
            .collect(),
        vergelijking: comparison,
        teksten: std::mem::take(&mut texts.list),
        documenten: documents,
    }
}

fn item_data<'a>(punt: &'a str, legend: &'a Legend) -> ItemData<'a> {
    match legend.item(punt) {
        Some(Item { titel, vraag, treden, advies, voorbeeld, .. }) => ItemData { punt, titel, vraag, treden, advies, voorbeeld },
        None => ItemData { punt, titel: "", vraag: "", treden: &[], advies: "", voorbeeld: "" },
    }
}

fn school_data(school: School) -> SchoolData {
    SchoolData {
        school: school.school,
        schooltype: school.schooltype,
        bestuur: school.bestuur,
        documenten: school.documenten,
        beoordeeld: school.beoordeeld,
        niet_beoordeeld: school.niet_beoordeeld,
        a4_mediaan: school.a4_mediaan.map(rounded),
        gemiddelde: school.gemiddelde.map(rounded),
        wet: school.wet,
        advies: school.advies,
        controle: school.controle,
        punten: school.punten.map(|mean| mean.map(rounded)),
        codes: school.codes,
    }
}

fn form_data(form: FormRow) -> FormData {
    FormData {
        naam: form.naam,
        bestanden: form.bestanden,
        scholen: form.scholen,
        leeg: form.leeg.is_some(),
        a4_leeg: form.a4_leeg,
        a4_mediaan: form.a4_mediaan.map(rounded),
        gemiddelde: form.gemiddelde.map(rounded),
        ontbreekt: form.ontbreekt,
        te_veel: form.te_veel,
        bevindingen: form
            .bevindingen
            .into_iter()
            .map(|finding| FormFindingData { code: finding.code, bestanden: finding.bestanden, oorzaak: finding.oorzaak.shown() })
            .collect(),
    }
}
