//! The CSV files of the contract, part 4: semicolon, byte-order mark and decimal comma, or `intl`.

use super::record::{ITEMS, Record};
use super::schools;
use super::table::{self, Cell, rounded};
use crate::audit::Missing;

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Semicolon, byte-order mark, decimal comma: what Dutch Excel opens with a double click.
    #[default]
    Dutch,
    /// Comma, no mark, decimal point.
    International,
}

/// A table as it is written.
struct Table {
    style: Style,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(style: Style, head: &[&str]) -> Table {
        Table { style, rows: vec![head.iter().map(|h| (*h).to_owned()).collect()] }
    }

    fn number(&self, n: f64) -> String {
        let text = format!("{:.1}", super::table::rounded(n));
        if self.style == Style::Dutch { text.replace('.', ",") } else { text }
    }

    fn bytes(self) -> Vec<u8> {
        let delimiter = if self.style == Style::Dutch { b';' } else { b',' };
        let mark: &[u8] = if self.style == Style::Dutch { "\u{feff}".as_bytes() } else { b"" };
        let mut out = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(mark.to_vec());
        for row in &self.rows {
            // Writing into memory cannot fail.
            let _ = out.write_record(row.iter().map(|c| harmless(c)));
        }
        out.into_inner().unwrap_or_default()
    }
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe; line breaks become spaces. A plain
/// negative number stays one.
#[must_use]
pub fn harmless(cell: &str) -> String {
    let flat: String = cell.chars().map(|c| if matches!(c, '\r' | '\n' | '\0') { ' ' } else { c }).collect();
    let is_number = |digits: &str| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    if flat.strip_prefix('-').is_some_and(is_number) {
        return flat;
    }
    let first = flat.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    if matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '|' | '%' | '＝' | '＋' | '－' | '＠')) || flat.starts_with('\t') {
        format!("'{flat}")
    } else {
        flat
    }
}

fn count(n: Option<u32>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

/// `documenten.csv` (or `formulieren.csv`'s blank forms): a row a file.
#[must_use]
pub fn documents(records: &[Record], style: Style) -> Vec<u8> {
    let mut head = vec![
        "document",
        "school",
        "schooltype",
        "id",
        "leerling",
        "actueel",
        "bestandstype",
        "status",
        "reden",
        "toelichting",
        "gelezen",
        "a4",
        "a4_opp",
        "woorden",
        "start",
        "monitoring",
        "evaluatie",
        "instemming",
        "uitstroom",
        "gemiddelde",
        "wet",
        "advies",
        "controle",
    ];
    head.extend(ITEMS.iter().map(|(_, column)| *column));
    let mut t = Table::new(style, &head);
    for r in records {
        let o = |v: &Option<String>| v.clone().unwrap_or_default();
        let judged = matches!(r.status.as_str(), "beoordeeld" | "leeg_format");
        let level = |l: &str| if judged { r.findings_of(l).to_string() } else { String::new() };
        let mut row = vec![
            r.document.clone(),
            r.school.clone(),
            r.schooltype.clone(),
            r.id.clone(),
            o(&r.leerling),
            r.actueel.clone(),
            r.bestandstype.clone(),
            r.status.clone(),
            o(&r.reden),
            o(&r.toelichting),
            o(&r.gelezen),
            count(r.a4),
            count(r.a4_opp),
            count(r.woorden),
            o(&r.data.start),
            o(&r.data.monitoring),
            o(&r.data.evaluatie),
            o(&r.data.instemming),
            r.uitstroom.join(", "),
            r.mean().map(|m| t.number(m)).unwrap_or_default(),
            level("wet"),
            level("advies"),
            level("controle"),
        ];
        row.extend(ITEMS.iter().map(|(item, _)| r.score(item).to_owned()));
        t.rows.push(row);
    }
    t.bytes()
}

/// `onderdelen.csv`.
#[must_use]
pub fn parts(records: &[Record], style: Style) -> Vec<u8> {
    let mut t =
        Table::new(style, &["document", "school", "schooltype", "onderdeel", "vereist", "status", "kop", "plaats", "zekerheid", "woorden"]);
    for r in records {
        for p in &r.onderdelen {
            t.rows.push(vec![
                r.document.clone(),
                r.school.clone(),
                r.schooltype.clone(),
                p.onderdeel.clone(),
                p.vereist.clone(),
                p.status.clone(),
                p.kop.clone().unwrap_or_default(),
                p.plaats.clone().unwrap_or_default(),
                p.zekerheid.clone(),
                p.woorden.to_string(),
            ]);
        }
    }
    t.bytes()
}

/// `scores.csv`.
#[must_use]
pub fn scores(records: &[Record], style: Style) -> Vec<u8> {
    let mut t = Table::new(style, &["document", "school", "schooltype", "punt", "score", "zekerheid", "waarom", "plaats"]);
    for r in records {
        for s in &r.scores {
            t.rows.push(vec![
                r.document.clone(),
                r.school.clone(),
                r.schooltype.clone(),
                s.punt.clone(),
                s.score.clone(),
                s.zekerheid.clone(),
                s.waarom.clone(),
                s.plaats.join(", "),
            ]);
        }
    }
    t.bytes()
}

/// `bevindingen.csv`.
#[must_use]
pub fn findings(records: &[Record], style: Style) -> Vec<u8> {
    let reviewed = records.iter().any(|r| r.bevindingen.iter().any(|f| f.oordeel.is_some()));
    let mut head = vec![
        "document",
        "school",
        "schooltype",
        "code",
        "bevinding",
        "niveau",
        "ernst",
        "zekerheid",
        "punt",
        "onderdeel",
        "plaats",
        "fragment",
        "uitleg",
        "advies",
        "bron",
    ];
    if reviewed {
        head.push("oordeel");
    }
    let mut t = Table::new(style, &head);
    for r in records {
        for f in &r.bevindingen {
            let mut row = vec![
                r.document.clone(),
                r.school.clone(),
                r.schooltype.clone(),
                f.code.clone(),
                f.bevinding.clone(),
                f.niveau.clone(),
                f.ernst.clone(),
                f.zekerheid.clone(),
                f.punt.clone(),
                f.onderdeel.clone(),
                f.plaats.clone(),
                f.fragment.clone(),
                f.uitleg.clone(),
                f.advies.clone(),
                f.bron.clone(),
            ];
            if reviewed {
                row.push(f.oordeel.clone().unwrap_or_default());
            }
            t.rows.push(row);
        }
    }
    t.bytes()
}

/// `scholen.csv`: a row a school, over its current documents.
#[must_use]
pub fn schools_table(records: &[Record], style: Style) -> Vec<u8> {
    let mut head = vec![
        "school",
        "schooltype",
        "bestuur",
        "documenten",
        "beoordeeld",
        "niet_beoordeeld",
        "a4_mediaan",
        "gemiddelde",
        "wet",
        "advies",
        "controle",
    ];
    head.extend(ITEMS.iter().map(|(_, column)| *column));
    head.extend(["vaakst_1", "vaakst_2", "vaakst_3"]);
    let mut t = Table::new(style, &head);
    for s in schools::schools(records) {
        let mean = |m: Option<f64>, t: &Table| m.map(|m| t.number(m)).unwrap_or_default();
        let mut row = vec![
            s.school.clone(),
            s.schooltype.clone(),
            s.bestuur.clone().unwrap_or_default(),
            s.documenten.to_string(),
            s.beoordeeld.to_string(),
            s.niet_beoordeeld.to_string(),
            mean(s.a4_mediaan, &t),
            mean(s.gemiddelde, &t),
            s.wet.to_string(),
            s.advies.to_string(),
            s.controle.to_string(),
        ];
        row.extend(s.punten.iter().map(|p| mean(*p, &t)));
        let often: Vec<String> = s.most_frequent().take(3).map(|c| c.code.clone()).collect();
        row.extend((0..3).map(|i| often.get(i).cloned().unwrap_or_default()));
        t.rows.push(row);
    }
    t.bytes()
}

/// `zonder_document.csv`: pupils of the list without a document.
#[must_use]
pub fn missing(rows: &[Missing], style: Style) -> Vec<u8> {
    let mut t = Table::new(style, &["leerling", "school", "schooltype", "bestuur", "code"]);
    for m in rows {
        t.rows.push(vec![m.leerling.clone(), m.school.clone(), m.schooltype.clone(), m.bestuur.clone(), m.code.clone()]);
    }
    t.bytes()
}

/// Any plain table: forms, mirror, comparison, what leaves the school.
#[must_use]
pub fn plain(table: &table::Table, style: Style) -> Vec<u8> {
    let mut t = Table::new(style, &table.columns);
    for row in &table.rows {
        let cells = row.iter().map(|cell| if let Cell::Number(n) = cell { t.number(rounded(*n)) } else { cell.shown() }).collect();
        t.rows.push(cells);
    }
    t.bytes()
}

/// `audit.jsonl`: an object a file.
#[must_use]
pub fn jsonl(records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    for r in records {
        // A record is plain data: it can always be written.
        if serde_json::to_writer(&mut out, r).is_ok() {
            out.push(b'\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for cell in ["=1+1", "+31 6", "-x", "@SUM(A1)", "\t=1", " =1", "|cmd", "%0A"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("Hij leest"), "Hij leest");
        assert_eq!(harmless("-0,3"), "-0,3", "a difference is a number");
        assert!(harmless("-1+2").starts_with('\''));
        assert_eq!(harmless("a\nb"), "a b");
    }

    #[test]
    fn dutch_excel_opens_it() {
        let bytes = documents(&[Record::default()], Style::Dutch);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}document;school;"));
    }
}
