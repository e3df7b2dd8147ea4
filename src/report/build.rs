//! Makes the contract's record of what was read, mapped, checked and scored.

use super::mask::Mask;
use super::place;
use super::record::{Dates, FindingRow, PartRow, Record, Remark, SCHEMA, ScoreRow, SectionRow};
use crate::check::{Certainty, Checked, Finding, Status, Wanted};
use crate::map::{Because, Does, Kind, Mapping};
use crate::model::{Document, NoteKind, Reason, Unreadable};
use crate::report::themes::Themes;
use crate::rules::{Level, Part, Rules};
use crate::score::{Score, Value};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A key under which names and passages become pseudonyms and hashes: the same key, the same values.
pub type Key = [u8; 32];

/// What the record needs besides the document.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// Path relative to the audited root.
    pub document: String,
    /// School.
    pub school: String,
    /// BRIN, from the manifest.
    pub brin: Option<String>,
    /// School board, from the manifest.
    pub board: Option<String>,
    /// School type, from the manifest or profile.
    pub school_type: Option<String>,
    /// Name of the pupil by the manifest.
    pub pupil: Option<String>,
}

/// A keyed hash in hexadecimal, `n` characters of it.
#[must_use]
pub fn keyed(key: &Key, parts: &[&[u8]], n: usize) -> String {
    let mut h = blake3::Hasher::new_keyed(key);
    for p in parts {
        h.update(&(p.len() as u64).to_le_bytes()).update(p);
    }
    h.finalize().to_hex().chars().take(n).collect()
}

/// The pseudonym of a pupil: `L-` and six letters and digits.
#[must_use]
pub fn pseudonym(key: &Key, name: &str, born: Option<&str>) -> String {
    let folded = crate::rules::folded(name);
    format!("L-{}", keyed(key, &[b"leerling", folded.as_bytes(), born.unwrap_or("").as_bytes()], 6))
}

/// The record of a file that could not be read.
#[must_use]
pub fn unreadable(why: Unreadable, about: &About, bytes: &[u8], key: &Key, rules: &Rules) -> Record {
    let reason = reason_id(why.reason);
    let mut text = rules.label(&format!("reden.{reason}")).to_owned();
    if let Some(detail) = why.detail {
        let more = rules.label(&format!("toelichting.{detail}")).to_owned();
        if !more.starts_with("toelichting.") {
            text = format!("{more} {text}");
        }
    }
    Record {
        schema: SCHEMA,
        document: about.document.clone(),
        id: keyed(key, &[about.document.as_bytes(), bytes], 16),
        school: about.school.clone(),
        schooltype: about.school_type.clone().unwrap_or_else(|| "onbekend".to_owned()),
        brin: about.brin.clone(),
        bestuur: about.board.clone(),
        actueel: "onbekend".to_owned(),
        bestandstype: why.format.extension().to_owned(),
        status: "niet_leesbaar".to_owned(),
        reden: Some(reason.to_owned()),
        toelichting: Some(text),
        ..Record::default()
    }
}

/// The contract's word for a reason.
#[must_use]
pub fn reason_id(reason: Reason) -> &'static str {
    match reason {
        Reason::Encrypted => "versleuteld",
        Reason::ScanWithoutText => "scan_zonder_tekst",
        Reason::Damaged => "beschadigd",
        Reason::Unsupported => "niet_ondersteund",
        Reason::Empty => "leeg",
        Reason::TooLarge => "te_groot",
        Reason::Timeout => "tijdslimiet",
        Reason::UntrustedText => "tekst_onbetrouwbaar",
        Reason::CannotOpen => "niet_te_openen",
        Reason::Failed => "fout",
    }
}

/// The record of a document that was read.
#[must_use]
#[allow(clippy::too_many_arguments, reason = "the record is drawn from every room")]
pub fn record(
    document: &Document,
    mapping: &Mapping,
    checked: &Checked,
    scores: &[Score],
    about: &About,
    bytes: &[u8],
    key: &Key,
    rules: &Rules,
) -> Record {
    let mask = Mask::of(document, mapping, rules).and(&about.pupil.clone().unwrap_or_default(), rules);
    let f = &mapping.facts;
    let partly = partly(document);
    let (status, explanation) = match &mapping.kind {
        Kind::Opp => ("beoordeeld", None),
        Kind::BlankForm => ("leeg_format", None),
        Kind::Other(kind) => ("geen_opp", Some(rules.label(&format!("soort.{kind}")).to_owned())),
    };
    let judged = status != "geen_opp";
    let born = f.born.map(|d| d.to_string());
    let pupil = about.pupil.clone().or_else(|| f.full_name.clone()).filter(|_| status == "beoordeeld");
    let mut record = Record {
        schema: SCHEMA,
        document: about.document.clone(),
        id: keyed(key, &[about.document.as_bytes(), bytes], 16),
        school: about.school.clone(),
        schooltype: about.school_type.clone().or_else(|| f.school_type.map(|t| t.id().to_owned())).unwrap_or_else(|| "onbekend".to_owned()),
        brin: about.brin.clone(),
        bestuur: about.board.clone(),
        leerling: pupil.map(|n| pseudonym(key, &n, born.as_deref())),
        actueel: "onbekend".to_owned(),
        bestandstype: document.format.extension().to_owned(),
        status: status.to_owned(),
        reden: None,
        toelichting: explanation.or_else(|| partly.then(|| rules.label("toelichting.deels").to_owned())),
        gelezen: Some(if partly { "deels" } else { "geheel" }.to_owned()),
        opmerkingen: remarks(document, &mask, rules),
        a4: Some(document.a4.pages),
        a4_opp: judged.then_some(checked.a4_opp),
        woorden: Some(checked.words),
        ..Record::default()
    };
    if status == "beoordeeld" {
        let say = |w: Option<crate::map::When>| w.map(|w| w.to_string());
        record.data = Dates {
            start: say(f.start),
            monitoring: say(f.monitoring),
            evaluatie: say(f.evaluation),
            instemming: say(f.consent),
            vaststelling: say(f.adoption),
            plaatsing: say(f.placement),
            einde: say(f.end),
        };
        record.uitstroom.clone_from(&f.destinations);
    }
    if judged {
        record.secties = sections(document, mapping, &mask, rules);
        record.onderdelen = parts(document, mapping, checked, &mask, rules);
        record.scores = scores.iter().map(|s| score_row(s, document, mapping, &mask, rules)).collect();
        record.themas = themes(document, mapping);
        record.formulier = fingerprint(document, mapping, key);
    }
    record.bevindingen = checked
        .findings
        .iter()
        .filter(|f| judged || f.code.starts_with("BES0"))
        .filter_map(|f| finding_row(f, document, mapping, checked, &mask, key, rules))
        .collect();
    sort(&mut record.bevindingen);
    record
}

/// In the order a person works: how binding, how bad, then by code and place as found.
pub fn sort(findings: &mut [FindingRow]) {
    let rank = |w: &str, order: [&str; 3]| order.iter().position(|o| *o == w).unwrap_or(3);
    findings.sort_by_key(|f| (rank(&f.niveau, ["wet", "advies", "controle"]), rank(&f.ernst, ["hoog", "midden", "laag"]), f.code.clone()));
}

/// Whether part of the document could not be read.
#[must_use]
pub fn partly(document: &Document) -> bool {
    document
        .notes
        .iter()
        .any(|n| matches!(n.kind, NoteKind::PageWithoutText | NoteKind::UntrustedText | NoteKind::Damaged | NoteKind::CutOff))
}

fn remarks(document: &Document, mask: &Mask, rules: &Rules) -> Vec<Remark> {
    let mut out: Vec<Remark> = Vec::new();
    for n in &document.notes {
        let kind = match n.kind {
            NoteKind::PageWithoutText => "pagina_zonder_tekst",
            NoteKind::UntrustedText => "tekst_onbetrouwbaar",
            NoteKind::Damaged => "beschadigd",
            NoteKind::CutOff => "afgekapt",
            NoteKind::TrackedChanges => "wijzigingen",
            NoteKind::Macros => "macros",
            NoteKind::ExternalLink => "koppeling",
            NoteKind::EmbeddedFile => "ingesloten",
            NoteKind::NotRead => "niet_gelezen",
        };
        let place = n.place.as_ref().map(|p| place::say(p, document, mask, rules)).filter(|p| !p.is_empty());
        let remark = Remark { soort: kind.to_owned(), plaats: place };
        if !out.contains(&remark) {
            out.push(remark);
        }
    }
    out
}

fn sections(document: &Document, mapping: &Mapping, mask: &Mask, rules: &Rules) -> Vec<SectionRow> {
    mapping
        .sections
        .iter()
        .filter(|s| !s.blocks.is_empty())
        .map(|s| SectionRow {
            kop: mask.text(s.heading.reveal().trim(), rules),
            onderdeel: s.part.id().to_owned(),
            plaats: s
                .blocks
                .first()
                .and_then(|b| document.blocks.get(*b))
                .map(|b| place::say(&b.place, document, mask, rules))
                .unwrap_or_default(),
            zekerheid: (f64::from(s.confidence) * 100.0).round() / 100.0,
            woorden: u32::try_from(
                s.blocks
                    .iter()
                    .filter(|b| mapping.blocks.get(**b).is_some_and(|r| r.does == Does::Content))
                    .map(|b| mapping.content(document, *b).split_whitespace().count())
                    .sum::<usize>(),
            )
            .unwrap_or(u32::MAX),
            waardoor: because(&s.because).to_owned(),
        })
        .collect()
}

/// The contract's word for why a section was taken for a part.
#[must_use]
pub fn because(b: &Because) -> &'static str {
    match b {
        Because::Heading { .. } => "kop",
        Because::Content => "inhoud",
        Because::Inherited => "geerfd",
        Because::Table => "tabel",
        Because::Nothing => "geen",
    }
}

fn parts(document: &Document, mapping: &Mapping, checked: &Checked, mask: &Mask, rules: &Rules) -> Vec<PartRow> {
    checked
        .parts
        .iter()
        .map(|p| {
            let heading = p
                .section
                .and_then(|s| mapping.sections.get(s))
                .map(|s| mask.text(s.heading.reveal().trim(), rules))
                .filter(|h| !h.is_empty());
            PartRow {
                onderdeel: p.part.id().to_owned(),
                vereist: match p.wanted {
                    Wanted::Law => "wet",
                    Wanted::Form => "format",
                    Wanted::No => "nee",
                    Wanted::Unknown => "niet_te_bepalen",
                }
                .to_owned(),
                status: match p.status {
                    Status::Present => "aanwezig",
                    Status::Incomplete => "onvolledig",
                    Status::Empty => "leeg",
                    Status::Missing => "ontbreekt",
                    Status::NotApplicable => "nvt",
                }
                .to_owned(),
                kop: heading,
                plaats: p.place.as_ref().map(|w| place::say(w, document, mask, rules)).filter(|w| !w.is_empty()),
                zekerheid: p.certainty.id().to_owned(),
                woorden: p.words,
            }
        })
        .collect()
}

fn score_row(s: &Score, document: &Document, mapping: &Mapping, mask: &Mask, rules: &Rules) -> ScoreRow {
    let mut places: Vec<String> = Vec::new();
    for q in &s.quotes {
        let p = place::of_block(q.block, document, mapping, mask, rules);
        if !p.is_empty() && !places.contains(&p) {
            places.push(p);
        }
    }
    ScoreRow {
        punt: s.item.clone(),
        score: match s.value {
            Value::Step(n) => n.to_string(),
            Value::NotApplicable => "nvt".to_owned(),
            Value::ByHand => "handmatig".to_owned(),
        },
        zekerheid: s.certainty.id().to_owned(),
        waarom: s.because.clone(),
        plaats: places,
    }
}

/// The row of a finding; `None` where its code is switched off.
#[must_use]
pub fn finding_row(
    f: &Finding,
    document: &Document,
    mapping: &Mapping,
    checked: &Checked,
    mask: &Mask,
    key: &Key,
    rules: &Rules,
) -> Option<FindingRow> {
    let code = rules.code(&f.code)?;
    let fragment = f.quote.map(|q| evidence(q, document, mask, rules)).unwrap_or_default();
    let where_ = match (f.quote, &f.place) {
        (Some(q), _) => place::of_block(q.block, document, mapping, mask, rules),
        (None, Some(p)) => place::say(p, document, mask, rules),
        (None, None) => String::new(),
    };
    let place = if where_.is_empty() { rules.label("plaats.document").to_owned() } else { where_ };
    // The right to be heard is law by the document's date (contract, part 6).
    let level = if f.code == "TOE03" && !checked.signs.holds("11b.wet") { Level::Advice } else { code.level };
    let mut certainty = f.certainty;
    if let Some(cap) = rules.certainty(&format!("code.{}", f.code)) {
        certainty = match cap {
            "hoog" => certainty,
            "laag" => Certainty::Low,
            _ => certainty.min(Certainty::Middle),
        };
    }
    let passage = f.quote.and_then(|q| document.blocks.get(q.block).and_then(|b| b.text.words().get(q.start..q.end))).unwrap_or("");
    let part = f.part.map(Part::id).unwrap_or("");
    Some(FindingRow {
        kenmerk: keyed(key, &[f.code.as_bytes(), part.as_bytes(), crate::rules::folded(passage).as_bytes()], 16),
        code: f.code.clone(),
        bevinding: title(code.title.as_str(), f, rules),
        niveau: level.id().to_owned(),
        ernst: code.severity.id().to_owned(),
        zekerheid: certainty.id().to_owned(),
        punt: code.item.clone(),
        onderdeel: part.to_owned(),
        plaats: place,
        fragment,
        uitleg: code.explanation.clone(),
        advies: code.advice.clone(),
        bron: code.source.clone(),
        oordeel: None,
    })
}

/// The words a finding rests on; of a short cell, its row and what follows in the table.
fn evidence(q: crate::check::Quote, document: &Document, mask: &Mask, rules: &Rules) -> String {
    let Some(block) = document.blocks.get(q.block) else { return String::new() };
    let words = block.text.reveal();
    let Some(at) = block.cell.filter(|_| words.split_whitespace().count() < 4) else {
        return mask.fragment(words, with_label(words, q.start), q.end, rules);
    };
    let row = document
        .blocks
        .iter()
        .skip(q.block.saturating_sub(6))
        .take(40)
        .filter(|b| b.cell.is_some_and(|c| c.table == at.table && c.row >= at.row) && !b.text.is_blank())
        .filter(|b| !matches!(b.kind, crate::model::BlockKind::Hidden(_) | crate::model::BlockKind::Comment));
    let mut out = String::new();
    for b in row {
        let piece = b.text.reveal().trim();
        if !out.is_empty() && out.chars().count() + piece.chars().count() > 150 {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(piece);
    }
    mask.fragment(&out, 0, out.len(), rules)
}

/// Where the evidence begins: with the short label that stands before the passage in its own paragraph.
fn with_label(words: &str, start: usize) -> usize {
    let label = words.get(..start).unwrap_or("").trim_end();
    if label.ends_with(':') && label.chars().count() <= LABEL && !label.trim_end_matches(':').contains(['.', ':', '!', '?']) {
        0
    } else {
        start
    }
}

/// Characters of a label that is shown with the passage it stands before.
const LABEL: usize = 70;

/// A missing part is named in the finding's own words.
fn title(title: &str, f: &Finding, rules: &Rules) -> String {
    match f.part.and_then(|p| rules.part(p)) {
        Some(p) if f.code.starts_with("OND0") && matches!(f.code.as_str(), "OND01" | "OND02" | "OND05") => {
            format!("{title}: {}", p.title.to_lowercase())
        }
        _ => title.to_owned(),
    }
}

static THEMES: LazyLock<Option<Themes>> = LazyLock::new(|| Themes::shipped().ok());

/// The themes that needs, measures and obstacles show, for the mirror of the school.
fn themes(document: &Document, mapping: &Mapping) -> Vec<String> {
    let Some(themes) = THEMES.as_ref() else { return Vec::new() };
    let mut out: BTreeSet<&str> = BTreeSet::new();
    for (i, role) in mapping.blocks.iter().enumerate().filter(|(_, r)| r.does == Does::Content) {
        out.extend(themes.shown_in(role.part.id(), mapping.content(document, i)));
    }
    out.into_iter().map(str::to_owned).collect()
}

/// Fingerprint of the form a document was made on: its headings and labels, without what people wrote.
fn fingerprint(document: &Document, mapping: &Mapping, key: &Key) -> Option<String> {
    let mut labels: Vec<String> = Vec::new();
    for (i, role) in mapping.blocks.iter().enumerate() {
        if role.does == Does::Label {
            let text = document.blocks.get(i).map(|b| crate::rules::folded(b.text.words())).unwrap_or_default();
            let text: String = text.chars().filter(|c| c.is_alphabetic() || *c == ' ').collect();
            let name = mapping.facts.name.as_deref().map(crate::rules::folded).unwrap_or_default();
            if text.split_whitespace().count() <= 12 && (name.is_empty() || !text.contains(&name)) {
                labels.push(text.trim().to_owned());
            }
        }
    }
    labels.sort();
    labels.dedup();
    (labels.len() >= 5).then(|| keyed(key, &[b"formulier", labels.join("\n").as_bytes()], 10))
}
