//! Which files a set of reports is made of: all of them in memory, before the first is written.

use super::attention::dutch_date;
use super::compare::{self, Comparison};
use super::csv::{self, Style};
use super::letters::{note, school_letters};
use super::record::Record;
use super::run::Run;
use super::share::Shareable;
use super::table::Table;
use super::table_html::{self, Titled};
use super::themes::{Themes, ThemesError};
use super::wording::Wording;
use super::{Legend, files, forms, html, letter_docx, letter_html, mirror, xlsx};

/// A file of a report: its name under the folder of the reports (`/` between folders), and its bytes.
pub type Made = (String, Vec<u8>);

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The tables as CSV.
    pub csv: bool,
    /// `oppkeur.xlsx`.
    pub xlsx: bool,
    /// `oppkeur.html`.
    pub html: bool,
    /// The letters to schools, each as `.docx` and `.html`.
    pub letters: bool,
    /// With the letters: a note to the author of each OPP.
    pub notes: bool,
    /// How CSV is written.
    pub style: Style,
}

/// Why reports could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The workbook.
    #[error(transparent)]
    Workbook(#[from] xlsx::WorkbookError),
    /// A letter.
    #[error(transparent)]
    Letter(#[from] letter_docx::LetterError),
    /// The wording of letters.
    #[error("de tekst van de brieven klopt niet: {0}")]
    Wording(#[from] toml::de::Error),
    /// The themes of the mirror.
    #[error(transparent)]
    Themes(#[from] ThemesError),
}

/// Folder of the letters.
pub const LETTERS: &str = "verbeterrapport";
/// Folder of what may leave the school.
pub const SHARED: &str = "deelbaar";

/// The reports of an audit; without `audit.jsonl`, `uitvoering.json` and `LEES-MIJ.txt`.
///
/// # Errors
/// [`BundleError`], which no record should bring about.
pub fn reports(records: &[Record], run: &Run, legend: &Legend, wanted: &Wanted) -> Result<Vec<Made>, BundleError> {
    let mut made: Vec<Made> = Vec::new();
    if wanted.csv {
        let style = wanted.style;
        let themes = Themes::shipped()?;
        made.extend([
            ("documenten.csv".to_owned(), csv::documents(records, style)),
            ("onderdelen.csv".to_owned(), csv::parts(records, style)),
            ("scores.csv".to_owned(), csv::scores(records, style)),
            ("bevindingen.csv".to_owned(), csv::findings(records, style)),
            ("scholen.csv".to_owned(), csv::schools_table(records, style)),
            ("formulieren.csv".to_owned(), csv::plain(&forms::table(&forms::forms(records, legend)), style)),
            ("spiegel.csv".to_owned(), csv::plain(&mirror::table(&mirror::mirror(records, &themes, run.profiel.kleinste_groep)), style)),
        ]);
    }
    if wanted.xlsx {
        made.push(("oppkeur.xlsx".to_owned(), xlsx::workbook(records, run, legend)?));
    }
    if wanted.html {
        made.push(("oppkeur.html".to_owned(), html::page(records, run, legend, None).into_bytes()));
    }
    if wanted.letters || wanted.notes {
        made.extend(letters(records, run, legend, wanted.notes)?);
    }
    Ok(made)
}

/// What may leave the school, or a region's report of it: `deelbaar.json` always, the rest as wanted.
///
/// # Errors
/// [`BundleError`] when the workbook cannot be made.
pub fn shared(share: &Shareable, wanted: &Wanted) -> Result<Vec<Made>, BundleError> {
    let (schools, findings, themes) = (share.schools_table(), share.findings_table(), share.themes_table());
    let mut made = vec![("deelbaar.json".to_owned(), share.to_json().into_bytes())];
    if wanted.csv {
        for (name, table) in [("scholen.csv", &schools), ("bevindingen.csv", &findings), ("themas.csv", &themes)] {
            made.push((name.to_owned(), csv::plain(table, wanted.style)));
        }
    }
    if wanted.xlsx {
        let sheets: [(&str, &Table); 3] = [("Scholen", &schools), ("Bevindingen", &findings), ("Themas", &themes)];
        made.push(("oppkeur.xlsx".to_owned(), xlsx::tables(&sheets)?));
    }
    if wanted.html {
        made.push(("oppkeur.html".to_owned(), shared_page(share, [&schools, &findings, &themes]).into_bytes()));
    }
    Ok(made)
}

/// Two audits side by side: both tables, and the page of the new one with the view of the comparison.
#[must_use]
pub fn comparison(comparison: &Comparison, new: (&[Record], &Run), legend: &Legend, style: Style) -> Vec<Made> {
    vec![
        ("vergelijking_punten.csv".to_owned(), csv::plain(&compare::items_table(comparison), style)),
        ("vergelijking_documenten.csv".to_owned(), csv::plain(&compare::documents_table(comparison), style)),
        ("oppkeur.html".to_owned(), html::page(new.0, new.1, legend, Some(comparison)).into_bytes()),
    ]
}

/// Which file to open first and what the words mean, in about ten lines (`LEES-MIJ.txt`).
#[must_use]
pub fn read_me(wanted: &Wanted, is_shared: bool) -> Vec<u8> {
    let mut lines: Vec<&str> = Vec::new();
    if wanted.html {
        lines.push("Open eerst oppkeur.html: het overzicht, de scholen en elk document. Het opent in uw browser en werkt zonder internet.");
    }
    if wanted.xlsx {
        lines.push("oppkeur.xlsx is de werkmap: sorteer en filter zelf. Het blad Leeswijzer legt de punten, codes en niveaus uit.");
    }
    if wanted.csv {
        lines.push(if wanted.html || wanted.xlsx {
            "documenten.csv heeft één regel per bestand, met de status, de lengte en de scores van 1 tot 5."
        } else {
            "Open eerst documenten.csv: één regel per bestand, met de status, de lengte en de scores van 1 tot 5."
        });
        lines.push("bevindingen.csv zegt per bevinding waar zij staat (plaats), waarop zij rust (fragment), waarom (uitleg) en wat u kunt doen (advies).");
        lines.push("scores.csv zegt bij elk punt waarom het die score kreeg (nvt = niet van toepassing). onderdelen.csv zegt welke onderdelen er zijn.");
        lines.push("scholen.csv telt alles per school op, formulieren.csv per formulier; spiegel.csv zegt welke thema's vaak terugkomen.");
    }
    if wanted.letters || wanted.notes {
        lines.push("In de map verbeterrapport staat voor elke school een brief: wat goed gaat, wat het meest helpt en wat eerst moet.");
    }
    if is_shared {
        lines.push("In de map deelbaar staat wat de school uit mag: geen documenten, geen namen, geen kleine aantallen.");
    }
    lines.extend([
        "niveau: wet = niet gevonden in dit document; advies = de Handreiking vraagt het; controle = kijk zelf even. Bij zekerheid laag: kijk altijd zelf.",
        "Namen en nummers in fragmenten zijn afgeschermd; alleen in de kolom document kan een naam staan. Deel dit met wie het nodig heeft.",
        "Niet gevonden betekent niet: niet gebeurd. Het kan ergens anders staan of getekend zijn.",
        "audit.jsonl is voor programma's; uitvoering.json zegt hoe en waarmee dit is gemaakt. Alles weghalen: oppkeur purge en de naam van deze map.",
    ]);
    let numbered: String = lines.iter().zip(1..).map(|(line, n)| format!("{n}. {line}\r\n")).collect();
    format!("Lees mij: de uitkomst van oppkeur\r\n\r\n{numbered}").into_bytes()
}

fn letters(records: &[Record], run: &Run, legend: &Legend, notes: bool) -> Result<Vec<Made>, BundleError> {
    let wording = Wording::shipped()?;
    let letters = school_letters(records, run, legend, &wording);
    let names = files::distinct(letters.iter().map(|(school, _)| school.as_str()));
    let mut made = Vec::new();
    for ((school, letter), name) in letters.iter().zip(&names) {
        made.push((format!("{LETTERS}/{name}.docx"), letter_docx::docx(letter)?));
        made.push((format!("{LETTERS}/{name}.html"), letter_html::page(letter).into_bytes()));
        if notes {
            let own: Vec<_> = records
                .iter()
                .filter(|record| record.school == *school)
                .filter_map(|record| Some((stem(&record.document), note(record, run, legend, &wording)?)))
                .collect();
            let stems = files::distinct(own.iter().map(|(stem, _)| *stem));
            for ((_, letter), stem) in own.iter().zip(stems) {
                made.push((format!("{LETTERS}/{name}/{stem}.docx"), letter_docx::docx(letter)?));
            }
        }
    }
    Ok(made)
}

/// A document's own name, without folders and extension.
fn stem(document: &str) -> &str {
    let name = document.rsplit('/').next().unwrap_or(document);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn shared_page(share: &Shareable, [schools, findings, themes]: [&Table; 3]) -> String {
    let run = &share.uitvoering;
    let whose = if run.profiel.naam.is_empty() { "OPP's in cijfers".to_owned() } else { format!("OPP's in cijfers: {}", run.profiel.naam) };
    let when = format!("Peildatum {}. Gemaakt met {}.", dutch_date(&run.today), run.programma);
    let small = format!(
        "Groepen van minder dan {} staan er als '< {0}', en tellen niet mee in totalen. 'Verborgen' staat waar een aantal een klein aantal zou verraden.",
        share.kleinste_groep
    );
    let mut opening = vec![when.as_str(), "Het gemiddelde is geen rangorde van scholen.", &small];
    opening.extend(run.afwijkende_regels.iter().map(String::as_str));
    let tables = [
        Titled { title: "Scholen", note: "Gemiddelde scores van 1 tot 5, per punt van de checklist.", table: schools },
        Titled { title: "Bevindingen", note: "Aantal OPP's waarin dit is gevonden.", table: findings },
        Titled { title: "Thema's", note: "Aantal leerlingen bij wie dit in het OPP staat.", table: themes },
    ];
    table_html::page(&whose, &opening, &tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_read_me_names_what_is_there_and_the_page_first() {
        let wanted = Wanted { csv: true, html: true, ..Wanted::default() };
        let text = String::from_utf8(read_me(&wanted, false)).unwrap();
        assert!(text.contains("1. Open eerst oppkeur.html"));
        assert!(!text.contains("oppkeur.xlsx") && !text.contains("verbeterrapport") && !text.contains("map deelbaar"));
        let only_csv = String::from_utf8(read_me(&Wanted { csv: true, ..Wanted::default() }, false)).unwrap();
        assert!(only_csv.contains("1. Open eerst documenten.csv"));
    }

    #[test]
    fn a_note_takes_the_name_of_its_document() {
        assert_eq!(stem("school/OPP Sem 12.3.docx"), "OPP Sem 12.3");
        assert_eq!(stem("map.zip!/opp"), "opp");
    }
}
