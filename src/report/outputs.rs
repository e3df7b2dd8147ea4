//! Which files each kind of report is: names and bytes, for whoever puts them on disk.

use super::compare::{self, Comparison};
use super::csv::{self, Style};
use super::files::distinct;
use super::legend::Legend;
use super::letter_docx::{self, LetterError};
use super::letter_html;
use super::letters::{Letter, note, school_letters};
use super::record::Record;
use super::run::Run;
use super::share::Shareable;
use super::table::Table;
use super::table_html::{self, Titled};
use super::themes::{Themes, ThemesError};
use super::wording::Wording;
use super::xlsx::{self, WorkbookError};
use super::{forms, html, mirror};

/// A file: its name, `/` between folders, and its bytes.
pub type Named = (String, Vec<u8>);

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The workbook.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A letter.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// The wording of the letters.
    #[error("rules/brief.toml: {0}")]
    Wording(#[from] toml::de::Error),
    /// The themes.
    #[error(transparent)]
    Themes(#[from] ThemesError),
}

/// `oppkeur.html`, with a view for a comparison where there is one.
#[must_use]
pub fn page(records: &[Record], run: &Run, legend: &Legend, comparison: Option<&Comparison>) -> Named {
    ("oppkeur.html".to_owned(), html::page(records, run, legend, comparison).into_bytes())
}

/// `oppkeur.xlsx`.
///
/// # Errors
/// [`ReportError::Workbook`].
pub fn workbook(records: &[Record], run: &Run, legend: &Legend) -> Result<Named, ReportError> {
    Ok(("oppkeur.xlsx".to_owned(), xlsx::workbook(records, run, legend)?))
}

/// `formulieren.csv` and `spiegel.csv`.
///
/// # Errors
/// [`ReportError::Themes`].
pub fn tables(records: &[Record], run: &Run, legend: &Legend, style: Style) -> Result<Vec<Named>, ReportError> {
    let mirror = mirror::mirror(records, &Themes::shipped()?, run.profiel.kleinste_groep);
    Ok(vec![
        ("formulieren.csv".to_owned(), csv::plain(&forms::table(&forms::forms(records, legend)), style)),
        ("spiegel.csv".to_owned(), csv::plain(&mirror::table(&mirror), style)),
    ])
}

/// The improvement reports: `verbeterrapport/<school>.docx` and `.html`; with `per_document` also
/// `verbeterrapport/<school>/<document>.docx` for each judged OPP in force.
///
/// # Errors
/// [`ReportError::Letter`] or [`ReportError::Wording`].
pub fn letters(records: &[Record], run: &Run, legend: &Legend, per_document: bool) -> Result<Vec<Named>, ReportError> {
    let wording = Wording::shipped()?;
    let letters = school_letters(records, run, legend, &wording);
    let names = distinct(letters.iter().map(|(school, _)| school.as_str()));
    let mut files = Vec::new();
    for ((school, letter), name) in letters.iter().zip(&names) {
        files.push((format!("verbeterrapport/{name}.docx"), letter_docx::docx(letter)?));
        files.push((format!("verbeterrapport/{name}.html"), letter_html::page(letter).into_bytes()));
        if per_document {
            let notes: Vec<(&str, Letter)> = records
                .iter()
                .filter(|record| record.school == *school && record.counts())
                .filter_map(|record| Some((stem(&record.document), note(record, run, legend, &wording)?)))
                .collect();
            for ((_, letter), own) in notes.iter().zip(distinct(notes.iter().map(|(document, _)| *document))) {
                files.push((format!("verbeterrapport/{name}/{own}.docx"), letter_docx::docx(letter)?));
            }
        }
    }
    Ok(files)
}

/// What may leave the school: `deelbaar.json`, its tables as CSV, a workbook and a page.
///
/// # Errors
/// [`ReportError::Workbook`].
pub fn shareable(share: &Shareable, style: Style) -> Result<Vec<Named>, ReportError> {
    let (schools, findings, themes) = (share.schools_table(), share.findings_table(), share.themes_table());
    let sheets: [(&str, &Table); 3] = [("Scholen", &schools), ("Bevindingen", &findings), ("Themas", &themes)];
    let title = format!("OPP-cijfers om te delen {}", share.uitvoering.profiel.naam);
    let smallest = format!(
        "Aantallen onder {0} staan er als '< {0}'. 'verborgen' staat waar een getal een klein aantal zou verraden. Er staat niets in over een document of leerling.",
        share.kleinste_groep
    );
    let mut opening = vec![smallest.as_str()];
    opening.extend(share.uitvoering.afwijkende_regels.iter().map(String::as_str));
    let titled = [
        Titled { title: "Scholen", note: "Gemiddelden van 1 tot 5. Dit is geen ranglijst.", table: &schools },
        Titled { title: "Bevindingen", note: "Aantal OPP's waarin het speelt.", table: &findings },
        Titled { title: "Thema's", note: "Aantal leerlingen met dit thema in het OPP.", table: &themes },
    ];
    Ok(vec![
        ("deelbaar.json".to_owned(), share.to_json().into_bytes()),
        ("scholen.csv".to_owned(), csv::plain(&schools, style)),
        ("bevindingen.csv".to_owned(), csv::plain(&findings, style)),
        ("themas.csv".to_owned(), csv::plain(&themes, style)),
        ("deelbaar.xlsx".to_owned(), xlsx::tables(&sheets)?),
        ("deelbaar.html".to_owned(), table_html::page(title.trim(), &opening, &titled).into_bytes()),
    ])
}

/// A comparison as CSV: `vergelijking_punten.csv` and `vergelijking_documenten.csv`. Its page is [`page`].
#[must_use]
pub fn comparison(comparison: &Comparison, style: Style) -> Vec<Named> {
    vec![
        ("vergelijking_punten.csv".to_owned(), csv::plain(&compare::items_table(comparison), style)),
        ("vergelijking_documenten.csv".to_owned(), csv::plain(&compare::documents_table(comparison), style)),
    ]
}

/// The file's own name without its extension.
fn stem(document: &str) -> &str {
    let name = document.rsplit('/').next().unwrap_or(document);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
