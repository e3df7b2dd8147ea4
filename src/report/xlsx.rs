//! The workbook: one sheet a question, with filters, frozen headers, real dates and numbers.
//!
//! Words of documents are written as strings and never as formulas, whatever they start with. Scores carry their
//! number beside their colour, and the colours run from white to deep orange, so they stay apart in grey and for
//! the colour-blind.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartSolidFill, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Table as XlsxTable, TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError,
};

use super::attention::dutch_date;
use super::bloat::volume;
use super::forms::{Cause, forms};
use super::highlights::highlights;
use super::legend::Legend;
use super::record::{FindingRow, ITEMS, Record};
use super::run::Run;
use super::schools::{School, schools, together};
use super::table::{Cell, Table, rounded};

/// Links a sheet may hold (Excel's own limit is 65,530).
const MOST_LINKS: usize = 65_000;
/// Rows below the header that a sheet may hold.
const MOST_ROWS: usize = 1_048_570;
/// Letters a cell may hold.
const MOST_LETTERS: usize = 32_000;

/// Why the workbook could not be made.
#[derive(Debug, thiserror::Error)]
#[error("de werkmap kon niet worden gemaakt: {0}")]
pub struct WorkbookError(#[from] XlsxError);

/// The whole workbook (`oppkeur.xlsx`) as bytes.
///
/// # Errors
/// [`WorkbookError`] when the writer refuses something, which no record should bring about.
pub fn workbook(records: &[Record], run: &Run, legend: &Legend) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title("OPP-audit").set_company(&run.profiel.naam).set_creation_datetime(&creation(run)?));
    let ink = Ink::new();
    let schools = schools(records);
    let first_finding = first_rows(records);
    overview(book.add_worksheet(), records, run, legend, &ink)?;
    documents(book.add_worksheet(), records, legend, &ink, &first_finding)?;
    items(book.add_worksheet(), records, legend, &ink)?;
    parts(book.add_worksheet(), records, legend, &ink)?;
    findings(book.add_worksheet_with_constant_memory()?, records, legend, &ink)?;
    school_rows(book.add_worksheet(), &schools, legend, &ink)?;
    form_rows(book.add_worksheet(), records, legend, &ink)?;
    explanation(book.add_worksheet(), run, legend, &ink)?;
    Ok(book.save_to_buffer()?)
}

/// Plain tables as a workbook, a sheet each, for what leaves the school or belongs to a comparison.
///
/// # Errors
/// [`WorkbookError`] when the writer refuses something, such as two sheets of one name.
pub fn tables(tables: &[(&str, &Table)]) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title("OPP-audit").set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let ink = Ink::new();
    for (name, table) in tables {
        let sheet = book.add_worksheet();
        let columns: Vec<Column> = table.columns.iter().map(|title| Column(title, 16.0)).collect();
        set_up(sheet, name, &columns, table.rows.len(), &ink)?;
        for (row, cells) in (1..).zip(table.rows.iter().take(MOST_ROWS)) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Count(count) => number(sheet, row, column, Some(*count as f64), &ink.count)?,
                    Cell::Number(value) => number(sheet, row, column, Some(rounded(*value)), &ink.decimal)?,
                    other => {
                        words(sheet, row, column, &other.shown(), &ink.text)?;
                    }
                }
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The formats that all sheets share.
struct Ink {
    title: Format,
    heading: Format,
    soft: Format,
    text: Format,
    wrapped: Format,
    bold: Format,
    count: Format,
    decimal: Format,
    date: Format,
    link: Format,
    header: Format,
    upright: Format,
    scores: [Format; 5],
    means: [Format; 5],
    no_score: Format,
    levels: [Format; 3],
    statuses: [Format; 3],
}

impl Ink {
    fn new() -> Ink {
        // White to deep orange: a lower score is darker, in colour and in grey.
        const RUNGS: [u32; 5] = [0x00F2_935B, 0x00F7_B982, 0x00FB_D8AC, 0x00FD_ECD3, 0x00FF_FFFF];
        let line = Color::RGB(0x00D5_DCE3);
        let boxed = || Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Thin).set_border_color(line);
        let head = || {
            let format =
                Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom).set_background_color(Color::RGB(0x00E4_EEF5));
            format.set_border(FormatBorder::Thin).set_border_color(line)
        };
        let rung = |at: usize, notation: &str| {
            boxed()
                .set_align(FormatAlign::Center)
                .set_num_format(notation)
                .set_background_color(Color::RGB(RUNGS.get(at).copied().unwrap_or_default()))
        };
        Ink {
            title: Format::new().set_bold().set_font_size(18).set_font_color(Color::RGB(0x001D_4F73)),
            heading: Format::new().set_bold().set_font_size(13).set_font_color(Color::RGB(0x001D_4F73)),
            soft: Format::new().set_font_color(Color::RGB(0x004C_5967)),
            text: boxed(),
            wrapped: boxed().set_text_wrap(),
            bold: boxed().set_bold(),
            count: boxed().set_num_format("0"),
            decimal: boxed().set_num_format("0.0"),
            date: boxed().set_num_format("dd-mm-yyyy").set_align(FormatAlign::Left),
            link: boxed().set_font_color(Color::RGB(0x001D_4F73)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            header: head(),
            upright: head().set_rotation(90),
            scores: [0, 1, 2, 3, 4].map(|at| rung(at, "0")),
            means: [0, 1, 2, 3, 4].map(|at| rung(at, "0.0")),
            no_score: boxed().set_align(FormatAlign::Center).set_font_color(Color::RGB(0x004C_5967)),
            levels: [
                boxed().set_bold().set_background_color(Color::RGB(0x00D9_C6DC)),
                boxed().set_background_color(Color::RGB(0x00E4_EEF5)),
                boxed(),
            ],
            statuses: [0x00F2_935B, 0x00FB_D8AC, 0x00FF_FFFF].map(|c| boxed().set_background_color(Color::RGB(c))),
        }
    }

    fn level(&self, level: &str) -> &Format {
        self.levels.get(usize::from(super::schools::level_order(level))).unwrap_or(&self.text)
    }

    /// How to show that a part is missing (darkest), incomplete or there.
    fn status(&self, status: &str) -> &Format {
        let at = match status {
            "ontbreekt" => 0,
            "leeg" | "onvolledig" => 1,
            _ => 2,
        };
        self.statuses.get(at).unwrap_or(&self.text)
    }
}

/// A column: what stands above it and how wide it is, in letters.
struct Column<'a>(&'a str, f64);

/// Header row, widths, filter, frozen header and print set-up of a sheet of rows.
fn set_up(sheet: &mut Worksheet, name: &str, columns: &[Column], rows: usize, ink: &Ink) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?.set_freeze_panes(1, 1)?;
    let headers: Vec<TableColumn> =
        columns.iter().map(|Column(title, _)| TableColumn::new().set_header(*title).set_header_format(&ink.header)).collect();
    let last = (columns.len().max(1) - 1) as u16;
    for (at, Column(_, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(at, *width)?;
    }
    let table = XlsxTable::new().set_columns(&headers).set_style(TableStyle::Light1).set_banded_rows(false);
    sheet.add_table(0, 0, rows.max(1) as u32, last, &table)?;
    Ok(())
}

fn words<'a>(sheet: &'a mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<&'a mut Worksheet, XlsxError> {
    if text.is_empty() {
        return sheet.write_blank(row, column, format);
    }
    let kept: String = text.chars().take(MOST_LETTERS).collect();
    sheet.write_string_with_format(row, column, kept, format)
}

/// Makes a row as high as its wrapped texts need in columns of these widths, in letters: not every program does so by itself.
fn fitted(sheet: &mut Worksheet, row: u32, texts: &[(&str, f64)]) -> Result<(), XlsxError> {
    let lines = |text: &str, width: f64| text.lines().map(|line| (line.chars().count() as f64 / width).ceil().max(1.0)).sum::<f64>();
    let most = texts.iter().map(|(text, width)| lines(text, *width)).fold(1.0, f64::max);
    if most > 1.0 {
        sheet.set_row_height(row, most.min(20.0) * 15.0)?;
    }
    Ok(())
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, number: Option<f64>, format: &Format) -> Result<(), XlsxError> {
    match number {
        Some(number) => sheet.write_number_with_format(row, column, number, format)?,
        None => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// A real date where the day is known, else words (`februari 2027`).
fn date(sheet: &mut Worksheet, row: u32, column: u16, date: Option<&str>, ink: &Ink) -> Result<(), XlsxError> {
    let Some(date) = date else {
        sheet.write_blank(row, column, &ink.text)?;
        return Ok(());
    };
    match date.parse::<jiff::civil::Date>() {
        Ok(day) if (1900..=9999).contains(&day.year()) => {
            let day = ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())?;
            sheet.write_datetime_with_format(row, column, &day, &ink.date)?;
        }
        _ => {
            words(sheet, row, column, &dutch_date(date), &ink.text)?;
        }
    }
    Ok(())
}

/// A score with its colour; `nvt` and `zelf kijken` in words.
fn score(sheet: &mut Worksheet, row: u32, column: u16, score: &str, ink: &Ink) -> Result<(), XlsxError> {
    match score.parse::<u8>().ok().and_then(|n| Some((n, ink.scores.get(usize::from(n).checked_sub(1)?)?))) {
        Some((n, format)) => sheet.write_number_with_format(row, column, n, format)?,
        None => words(sheet, row, column, if score == "handmatig" { "zelf" } else { score }, &ink.no_score)?,
    };
    Ok(())
}

/// A mean with the colour of the rung it is nearest to.
fn mean(sheet: &mut Worksheet, row: u32, column: u16, mean: Option<f64>, ink: &Ink) -> Result<(), XlsxError> {
    let format = mean.and_then(|n| ink.means.get((n.round() as usize).checked_sub(1)?)).unwrap_or(&ink.no_score);
    number(sheet, row, column, mean.map(rounded), format)
}

fn overview(sheet: &mut Worksheet, records: &[Record], run: &Run, legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    let all = together(records);
    sheet.set_name("Overzicht")?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    for (column, width) in [(0, 30.0), (1, 11.0), (2, 11.0), (3, 11.0), (4, 3.0), (5, 34.0), (6, 11.0), (7, 11.0)] {
        sheet.set_column_width(column, width)?;
    }
    let name = if run.profiel.naam.is_empty() { "OPP-audit".to_owned() } else { format!("OPP-audit {}", run.profiel.naam) };
    words(sheet, 0, 0, &name, &ink.title)?;
    words(
        sheet,
        1,
        0,
        format!("{} Peildatum {}. {}, regels {}.", run.warning(), dutch_date(&run.today), run.program(), known(&run.regels.versie))
            .trim_start(),
        &ink.soft,
    )?;
    words(sheet, 3, 0, "Wat opvalt", &ink.heading)?;
    let mut row = 4;
    for said in highlights(records, run, legend) {
        words(sheet, row, 0, &format!("•  {}", said.zin), &Format::new())?;
        row += 1;
    }
    row += 1;
    let counts = run.aantallen;
    words(sheet, row, 0, "Aantallen", &ink.heading)?;
    words(sheet, row, 5, "Vaakst gevonden", &ink.heading)?;
    let top = row + 1;
    let volume = volume(records, legend);
    let lines: [(&str, Option<f64>, &Format); 11] = [
        ("Bestanden gevonden", Some(counts.gevonden as f64), &ink.count),
        ("Beoordeeld", Some(counts.beoordeeld as f64), &ink.count),
        ("Leeg formulier", Some(counts.leeg_format as f64), &ink.count),
        ("Geen OPP", Some(counts.geen_opp as f64), &ink.count),
        ("Niet te lezen", Some(counts.niet_leesbaar as f64), &ink.count),
        ("OPP's die meetellen", Some(all.beoordeeld as f64), &ink.count),
        ("Gemiddelde score (van 5)", all.gemiddelde.map(rounded), &ink.decimal),
        ("Middelste lengte in A4", all.a4_mediaan.map(rounded), &ink.decimal),
        ("Bevindingen: wet", Some(all.wet as f64), &ink.count),
        ("Bevindingen: advies", Some(all.advies as f64), &ink.count),
        ("Bevindingen: controle", Some(all.controle as f64), &ink.count),
    ];
    for (line, (label, value, format)) in (top..).zip(lines) {
        words(sheet, line, 0, label, &ink.text)?;
        number(sheet, line, 1, value, format)?;
    }
    words(sheet, top + 11, 0, "A4 dat naar het dossier kan", &ink.text)?;
    number(sheet, top + 11, 1, Some(rounded(volume.a4_weg)), &ink.decimal)?;
    for (line, count) in (top..).zip(all.codes.iter().take(12)) {
        words(sheet, line, 5, legend.code_title(&count.code), &ink.text)?;
        words(sheet, line, 6, legend.word(&count.niveau), ink.level(&count.niveau))?;
        number(sheet, line, 7, Some(count.documenten as f64), &ink.count)?;
    }
    means_with_chart(sheet, top + 14, &all, legend, ink)
}

fn means_with_chart(sheet: &mut Worksheet, top: u32, all: &School, legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    words(sheet, top, 0, "Gemiddelde per punt", &ink.heading)?;
    let shown: Vec<(&str, Option<f64>)> =
        ITEMS.iter().map(|(item, _)| *item).zip(all.punten).filter(|(item, mean)| *item != "15" || mean.is_some()).collect();
    let first = top + 1;
    let last = first + shown.len() as u32 - 1;
    for (line, (item, value)) in (first..).zip(shown) {
        words(sheet, line, 0, &format!("{item} {}", legend.item_title(item)), &ink.text)?;
        mean(sheet, line, 1, value, ink)?;
    }
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name("Gemiddelde")
        .set_categories(("Overzicht", first, 0, last, 0))
        .set_values(("Overzicht", first, 1, last, 1))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x006F_9DBD))))
        .set_gap(40);
    chart.title().set_name("Gemiddelde score per punt (1 tot 5)");
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.x_axis().set_min(0).set_max(5).set_major_unit(1);
    chart
        .set_width(640)
        .set_height(440)
        .set_alt_text("Staafdiagram van de gemiddelde score per punt; de tabel ernaast geeft dezelfde getallen.");
    sheet.insert_chart_with_offset(top, 3, &chart, 10, 0)?;
    Ok(())
}

fn documents(
    sheet: &mut Worksheet,
    records: &[Record],
    legend: &Legend,
    ink: &Ink,
    first_finding: &BTreeMap<usize, (u32, usize)>,
) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 24] = [
        Column("Document", 42.0),
        Column("School", 22.0),
        Column("Soort", 8.0),
        Column("Leerling", 11.0),
        Column("Nieuwste versie", 10.0),
        Column("Bestandstype", 9.0),
        Column("Status", 14.0),
        Column("Toelichting", 34.0),
        Column("A4", 6.0),
        Column("A4 zonder bijlagen", 9.0),
        Column("Woorden", 9.0),
        Column("Begin", 12.0),
        Column("Tussenmoment", 14.0),
        Column("Evaluatie", 12.0),
        Column("Instemming", 12.0),
        Column("Uitstroom", 16.0),
        Column("Gemiddelde", 11.0),
        Column("Wet", 6.0),
        Column("Advies", 8.0),
        Column("Controle", 9.0),
        Column("Bevindingen", 13.0),
        Column("Gelezen", 9.0),
        Column("Reden", 20.0),
        Column("Kenmerk", 20.0),
    ];
    set_up(sheet, "Documenten", &COLUMNS, records.len(), ink)?;
    for (at, record) in records.iter().take(MOST_ROWS).enumerate() {
        let row = at as u32 + 1;
        let judged = matches!(record.status.as_str(), "beoordeeld" | "leeg_format");
        let count = |level: &str| judged.then(|| record.findings_of(level) as f64);
        words(sheet, row, 0, &record.document, &ink.bold)?;
        words(sheet, row, 1, &record.school, &ink.text)?;
        words(sheet, row, 2, &record.schooltype, &ink.text)?;
        words(sheet, row, 3, record.leerling.as_deref().unwrap_or_default(), &ink.text)?;
        words(sheet, row, 4, &record.actueel, &ink.text)?;
        words(sheet, row, 5, &record.bestandstype, &ink.text)?;
        words(sheet, row, 6, legend.word(&record.status), &ink.text)?;
        let remark = record.toelichting.as_deref().unwrap_or_default();
        words(sheet, row, 7, remark, &ink.wrapped)?;
        fitted(sheet, row, &[(remark, 34.0)])?;
        number(sheet, row, 8, record.a4.map(f64::from), &ink.count)?;
        number(sheet, row, 9, record.a4_opp.map(f64::from), &ink.count)?;
        number(sheet, row, 10, record.woorden.map(f64::from), &ink.count)?;
        for (column, day) in (11..).zip([&record.data.start, &record.data.monitoring, &record.data.evaluatie, &record.data.instemming]) {
            date(sheet, row, column, day.as_deref(), ink)?;
        }
        words(sheet, row, 15, &record.uitstroom.join(", "), &ink.text)?;
        mean(sheet, row, 16, record.mean(), ink)?;
        number(sheet, row, 17, count("wet"), &ink.count)?;
        number(sheet, row, 18, count("advies"), &ink.count)?;
        number(sheet, row, 19, count("controle"), &ink.count)?;
        match first_finding.get(&at) {
            Some((target, many)) if at < MOST_LINKS => {
                let link = Url::new(format!("internal:'Bevindingen'!A{}", target + 1)).set_text(format!("{many} bekijken"));
                sheet.write_url_with_format(row, 20, link, &ink.link)?;
            }
            Some((_, many)) => number(sheet, row, 20, Some(*many as f64), &ink.count)?,
            None => {
                sheet.write_blank(row, 20, &ink.text)?;
            }
        }
        words(sheet, row, 21, record.gelezen.as_deref().unwrap_or_default(), &ink.text)?;
        words(sheet, row, 22, legend.word(record.reden.as_deref().unwrap_or_default()), &ink.text)?;
        words(sheet, row, 23, &record.id, &ink.text)?;
    }
    Ok(())
}

/// For each document with findings: the row of its first one in *Bevindingen*, and how many it has.
fn first_rows(records: &[Record]) -> BTreeMap<usize, (u32, usize)> {
    let mut next = 1;
    let mut rows = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        let many = record.bevindingen.len();
        if many > 0 && next + many <= MOST_ROWS {
            rows.insert(at, (next as u32, many));
        }
        next += many;
    }
    rows
}

fn items(sheet: &mut Worksheet, records: &[Record], legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    let titles: Vec<String> = ITEMS.iter().map(|(item, _)| format!("{item} {}", legend.item_title(item))).collect();
    let mut columns = vec![Column("Document", 42.0), Column("School", 22.0), Column("Soort", 8.0), Column("Gemiddelde", 7.0)];
    columns.extend(titles.iter().map(|title| Column(title, 6.0)));
    let judged: Vec<&Record> = records.iter().filter(|record| !record.scores.is_empty()).collect();
    set_up(sheet, "Punten", &columns, judged.len(), ink)?;
    upright(sheet, &columns, 3..columns.len(), ink)?;
    for (row, record) in (1..).zip(judged.into_iter().take(MOST_ROWS)) {
        words(sheet, row, 0, &record.document, &ink.bold)?;
        words(sheet, row, 1, &record.school, &ink.text)?;
        words(sheet, row, 2, &record.schooltype, &ink.text)?;
        mean(sheet, row, 3, record.mean(), ink)?;
        for (column, (item, _)) in (4..).zip(ITEMS) {
            score(sheet, row, column, record.score(item), ink)?;
        }
    }
    Ok(())
}

/// Writes the headers of some columns upright, so that narrow columns can be read.
fn upright(sheet: &mut Worksheet, columns: &[Column], which: std::ops::Range<usize>, ink: &Ink) -> Result<(), XlsxError> {
    sheet.set_row_height(0, 120)?;
    for (at, Column(title, _)) in columns.iter().enumerate().filter(|(at, _)| which.contains(at)) {
        sheet.write_string_with_format(0, at as u16, *title, &ink.upright)?;
    }
    Ok(())
}

fn parts(sheet: &mut Worksheet, records: &[Record], legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    let asked: Vec<&str> = legend
        .parts
        .iter()
        .filter(|part| records.iter().any(|r| r.onderdelen.iter().any(|row| row.onderdeel == part.onderdeel)))
        .map(|part| part.onderdeel.as_str())
        .collect();
    let mut columns = vec![Column("Document", 42.0), Column("School", 22.0), Column("Soort", 8.0)];
    columns.extend(asked.iter().map(|part| Column(legend.part_title(part), 12.0)));
    let judged: Vec<&Record> = records.iter().filter(|record| !record.onderdelen.is_empty()).collect();
    set_up(sheet, "Onderdelen", &columns, judged.len(), ink)?;
    upright(sheet, &columns, 3..columns.len(), ink)?;
    for (row, record) in (1..).zip(judged.into_iter().take(MOST_ROWS)) {
        words(sheet, row, 0, &record.document, &ink.bold)?;
        words(sheet, row, 1, &record.school, &ink.text)?;
        words(sheet, row, 2, &record.schooltype, &ink.text)?;
        for (column, part) in (3..).zip(&asked) {
            let status = record.onderdelen.iter().find(|row| row.onderdeel == *part).map_or("", |row| row.status.as_str());
            words(sheet, row, column, legend.word(status), ink.status(status))?;
        }
    }
    Ok(())
}

fn findings(sheet: &mut Worksheet, records: &[Record], legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 16] = [
        Column("Document", 38.0),
        Column("School", 20.0),
        Column("Soort", 8.0),
        Column("Code", 8.0),
        Column("Bevinding", 30.0),
        Column("Niveau", 10.0),
        Column("Ernst", 8.0),
        Column("Zekerheid", 10.0),
        Column("Punt", 6.0),
        Column("Onderdeel", 20.0),
        Column("Plaats", 18.0),
        Column("Fragment", 60.0),
        Column("Uitleg", 60.0),
        Column("Advies", 60.0),
        Column("Bron", 22.0),
        Column("Oordeel", 12.0),
    ];
    let all: Vec<(&Record, &FindingRow)> =
        records.iter().flat_map(|record| record.bevindingen.iter().map(move |finding| (record, finding))).take(MOST_ROWS).collect();
    set_up(sheet, "Bevindingen", &COLUMNS, all.len(), ink)?;
    // Two lines a row: programs do not fit rows to wrapped text by themselves in a sheet this long.
    sheet.set_default_row_height(30);
    for (row, (record, finding)) in (1..).zip(all) {
        words(sheet, row, 0, &record.document, &ink.bold)?;
        words(sheet, row, 1, &record.school, &ink.text)?;
        words(sheet, row, 2, &record.schooltype, &ink.text)?;
        words(sheet, row, 3, &finding.code, &ink.text)?;
        words(sheet, row, 4, &finding.bevinding, &ink.wrapped)?;
        words(sheet, row, 5, &finding.niveau, ink.level(&finding.niveau))?;
        words(sheet, row, 6, &finding.ernst, &ink.text)?;
        words(sheet, row, 7, &finding.zekerheid, &ink.text)?;
        words(sheet, row, 8, &finding.punt, &ink.text)?;
        words(sheet, row, 9, legend.part_title(&finding.onderdeel), &ink.text)?;
        words(sheet, row, 10, &finding.plaats, &ink.text)?;
        words(sheet, row, 11, &finding.fragment, &ink.wrapped)?;
        words(sheet, row, 12, &finding.uitleg, &ink.wrapped)?;
        words(sheet, row, 13, &finding.advies, &ink.wrapped)?;
        words(sheet, row, 14, &finding.bron, &ink.text)?;
        words(sheet, row, 15, finding.oordeel.as_deref().unwrap_or_default(), &ink.text)?;
    }
    Ok(())
}

fn school_rows(sheet: &mut Worksheet, schools: &[School], legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    let titles: Vec<String> = ITEMS.iter().map(|(item, _)| format!("{item} {}", legend.item_title(item))).collect();
    let mut columns = vec![
        Column("School", 30.0),
        Column("Soort", 8.0),
        Column("Bestuur", 20.0),
        Column("Documenten", 6.0),
        Column("Beoordeeld", 6.0),
        Column("Niet beoordeeld", 6.0),
        Column("A4 (middelste)", 6.0),
        Column("Gemiddelde", 6.0),
        Column("Wet", 6.0),
        Column("Advies", 6.0),
        Column("Controle", 6.0),
    ];
    columns.extend(titles.iter().map(|title| Column(title, 6.0)));
    columns.extend([Column("Vaakst 1", 30.0), Column("Vaakst 2", 30.0), Column("Vaakst 3", 30.0)]);
    set_up(sheet, "Scholen", &columns, schools.len(), ink)?;
    upright(sheet, &columns, 3..columns.len() - 3, ink)?;
    for (row, school) in (1..).zip(schools) {
        words(sheet, row, 0, &school.school, &ink.bold)?;
        words(sheet, row, 1, &school.schooltype, &ink.text)?;
        words(sheet, row, 2, school.bestuur.as_deref().unwrap_or_default(), &ink.text)?;
        for (column, count) in (3..).zip([school.documenten, school.beoordeeld, school.niet_beoordeeld]) {
            number(sheet, row, column, Some(count as f64), &ink.count)?;
        }
        number(sheet, row, 6, school.a4_mediaan.map(rounded), &ink.decimal)?;
        mean(sheet, row, 7, school.gemiddelde, ink)?;
        for (column, count) in (8..).zip([school.wet, school.advies, school.controle]) {
            number(sheet, row, column, Some(count as f64), &ink.count)?;
        }
        for (column, value) in (11..).zip(school.punten) {
            mean(sheet, row, column, value, ink)?;
        }
        let from = 11 + ITEMS.len() as u16;
        for column in from..from + 3 {
            sheet.write_blank(row, column, &ink.text)?;
        }
        for (column, count) in (from..).zip(school.most_frequent()) {
            words(sheet, row, column, &format!("{} ({})", legend.code_title(&count.code), count.documenten), &ink.text)?;
        }
    }
    Ok(())
}

fn form_rows(sheet: &mut Worksheet, records: &[Record], legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 10] = [
        Column("Formulier", 14.0),
        Column("OPP's", 7.0),
        Column("Scholen", 30.0),
        Column("A4 leeg", 8.0),
        Column("A4 (middelste)", 9.0),
        Column("Gemiddelde", 11.0),
        Column("Vraagt niet naar", 36.0),
        Column("Vraagt te veel", 30.0),
        Column("Ligt aan het formulier", 44.0),
        Column("Ligt aan het invullen", 44.0),
    ];
    let rows = forms(records, legend);
    set_up(sheet, "Formulieren", &COLUMNS, rows.len(), ink)?;
    for (row, form) in (1..).zip(&rows) {
        let names = |parts: &[String]| parts.iter().map(|part| legend.part_title(part)).collect::<Vec<_>>().join(", ");
        let of = |cause| {
            let list = form.bevindingen.iter().filter(|finding| finding.oorzaak == cause);
            list.map(|finding| format!("{} ({})", legend.code_title(&finding.code), finding.bestanden)).collect::<Vec<_>>().join(", ")
        };
        let (schools, lacks, asks) = (form.scholen.join(", "), names(&form.ontbreekt), names(&form.te_veel));
        let (of_form, of_filling) = (of(Cause::Form), of(Cause::Filling));
        words(sheet, row, 0, &form.naam, &ink.bold)?;
        number(sheet, row, 1, Some(form.bestanden as f64), &ink.count)?;
        words(sheet, row, 2, &schools, &ink.wrapped)?;
        number(sheet, row, 3, form.a4_leeg.map(f64::from), &ink.count)?;
        number(sheet, row, 4, form.a4_mediaan.map(rounded), &ink.decimal)?;
        mean(sheet, row, 5, form.gemiddelde, ink)?;
        words(sheet, row, 6, &lacks, &ink.wrapped)?;
        words(sheet, row, 7, &asks, &ink.wrapped)?;
        words(sheet, row, 8, &of_form, &ink.wrapped)?;
        words(sheet, row, 9, &of_filling, &ink.wrapped)?;
        fitted(sheet, row, &[(&schools, 30.0), (&lacks, 36.0), (&asks, 30.0), (&of_form, 44.0), (&of_filling, 44.0)])?;
    }
    Ok(())
}

fn explanation(sheet: &mut Worksheet, run: &Run, legend: &Legend, ink: &Ink) -> Result<(), XlsxError> {
    sheet.set_name("Leeswijzer")?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    for (column, width) in [(0, 12.0), (1, 30.0), (2, 80.0), (3, 70.0)] {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    let mut line = |sheet: &mut Worksheet, cells: [&str; 4], format: &Format| -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                words(sheet, row, column, text, format)?;
            }
        }
        // The title and the opening run on over empty cells beside them.
        let [_, title, long, longer] = cells;
        fitted(sheet, row, &[(title, 30.0), (long, 80.0), (longer, 70.0)])?;
        row += 1;
        Ok(())
    };
    line(sheet, ["Leeswijzer", "", "", ""], &ink.title)?;
    for text in [
        "Het programma leest documenten. Het ziet niet wat er op school gebeurt, en niet wat ergens anders ligt.",
        "'Niet gevonden' betekent: niet in dit document. Kijk eerst of het ergens anders staat.",
        "Een score helpt om te kiezen waar je begint. Het is geen oordeel over een school, een leraar of een leerling.",
        "Gemiddelden en aantallen gaan over OPP's die beoordeeld zijn en geen oudere versie, kopie of afgesloten OPP zijn.",
    ] {
        line(sheet, [text, "", "", ""], &Format::new())?;
    }
    line(sheet, ["", "", "", ""], &ink.text)?;
    line(sheet, ["Niveaus", "", "", ""], &ink.heading)?;
    for word in &legend.levels {
        line(sheet, [&word.titel, "", &word.uitleg, ""], &ink.wrapped)?;
    }
    line(sheet, ["", "", "", ""], &ink.text)?;
    line(sheet, ["Punten: wat elk punt vraagt, en de treden 1 tot 5", "", "", ""], &ink.heading)?;
    for item in &legend.items {
        let ladder = (1..).zip(&item.treden).map(|(n, text)| format!("{n}: {text}")).collect::<Vec<_>>().join("\n");
        line(sheet, [&item.punt, &item.titel, &item.vraag, &ladder], &ink.wrapped)?;
    }
    line(sheet, ["", "", "", ""], &ink.text)?;
    line(sheet, ["Bevindingen: wat een code betekent, en wat te doen", "", "", ""], &ink.heading)?;
    for code in &legend.codes {
        line(sheet, [&code.code, &code.titel, &code.uitleg, &code.advies], &ink.wrapped)?;
    }
    line(sheet, ["", "", "", ""], &ink.text)?;
    line(sheet, ["Waarmee beoordeeld is", "", "", ""], &ink.heading)?;
    let program = run.program();
    let rules = format!("{} {}", known(&run.regels.versie), run.regels.kenmerk);
    let contract = format!("{} {}", known(&run.contract.versie), run.contract.kenmerk);
    for (label, value) in
        [("Programma", program.as_str()), ("Regels", rules.trim()), ("Contract", contract.trim()), ("Peildatum", &dutch_date(&run.today))]
    {
        line(sheet, ["", label, value, ""], &ink.wrapped)?;
    }
    for difference in &run.afwijkende_regels {
        line(sheet, ["", "Verschilt van de standaard", difference, ""], &ink.wrapped)?;
    }
    Ok(())
}

fn known(version: &str) -> &str {
    if version.is_empty() { "onbekend" } else { version }
}

/// The audit's day, so that the same audit gives the same bytes.
fn creation(run: &Run) -> Result<ExcelDateTime, XlsxError> {
    match run.today.parse::<jiff::civil::Date>() {
        Ok(day) if (1900..=9999).contains(&day.year()) => {
            ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
        }
        _ => ExcelDateTime::from_ymd(2026, 1, 1),
    }
}
