//! The flags and their help, in Dutch.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The help page in Dutch.
const PAGE: &str = "{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}";

/// Keurt ontwikkelingsperspectieven (OPP's) op de checklist van de Handreiking. Werkt zonder internet.
#[derive(Debug, Parser)]
#[command(
    name = "oppkeur",
    version,
    help_template = PAGE,
    override_usage = "oppkeur <OPDRACHT> [OPTIES]",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "Opdrachten",
    subcommand_value_name = "OPDRACHT",
    next_help_heading = "Algemeen",
    after_help = "Voorbeelden:\n  oppkeur audit scholen --out rapport\n  oppkeur report rapport --format docx\n  oppkeur inspect \"scholen/de-reiger/OPP Sem.docx\"\n  oppkeur rules TOE02\n\nMeer uitleg: docs/handleiding.md"
)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Audit(AuditArgs),
    Convert(ConvertArgs),
    Inspect(InspectArgs),
    Report(ReportArgs),
    Review(ReviewArgs),
    Compare(CompareArgs),
    Merge(MergeArgs),
    Purge(PurgeArgs),
    Rules(RulesArgs),
    /// Maakt aanvullingen voor de opdrachtregel
    #[command(hide = true)]
    Completions {
        /// Welke schil
        shell: clap_complete::Shell,
    },
    /// Schrijft de handleidingpagina (man)
    #[command(hide = true)]
    Man,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Map met eigen regels, naast de standaardregels
    #[arg(long, value_name = "MAP", global = true, help_heading = "Regels")]
    pub(crate) rules: Option<PathBuf>,
    /// Profiel van de organisatie (standaard: oppkeur.toml naast de map)
    #[arg(long, value_name = "BESTAND", global = true, help_heading = "Regels")]
    pub(crate) profile: Option<PathBuf>,
    /// De dag die als vandaag telt (jjjj-mm-dd)
    #[arg(long, value_name = "DATUM", global = true, help_heading = "Regels")]
    pub(crate) today: Option<jiff::civil::Date>,
    /// Map waar oppkeur de sleutel en het logboek bewaart (niet in OneDrive of een andere gedeelde map)
    #[arg(long, value_name = "MAP", global = true, help_heading = "Algemeen")]
    pub(crate) state: Option<PathBuf>,
    /// Geheime sleutel voor pseudoniemen (wordt gemaakt als hij er niet is)
    #[arg(long, value_name = "BESTAND", global = true, help_heading = "Regels")]
    pub(crate) key: Option<PathBuf>,
    /// Hoeveel bestanden tegelijk (standaard: zoveel als de computer aankan)
    #[arg(long, value_name = "AANTAL", global = true, help_heading = "Algemeen")]
    pub(crate) jobs: Option<usize>,
    /// Waar de bestanden worden gelezen: process (afgeschermd, standaard) of thread (zuiniger)
    #[arg(
        long,
        value_name = "WIJZE",
        default_value = "process",
        hide_default_value = true,
        hide_possible_values = true,
        global = true,
        help_heading = "Algemeen"
    )]
    pub(crate) isolation: Isolated,
    /// Alleen meldingen als er iets misgaat
    #[arg(long, short, global = true, help_heading = "Algemeen")]
    pub(crate) quiet: bool,
    /// Meer uitleg tijdens het werk
    #[arg(long, short, global = true, help_heading = "Algemeen")]
    pub(crate) verbose: bool,
    /// Kleur: auto, always of never
    #[arg(
        long,
        value_name = "WANNEER",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        global = true,
        help_heading = "Algemeen"
    )]
    pub(crate) color: Colour,
    /// Toon deze uitleg
    #[arg(long, short, action = clap::ArgAction::Help, global = true, help_heading = "Algemeen")]
    help: Option<bool>,
    /// Toon de versie
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "Algemeen")]
    version: Option<bool>,
}

/// Where documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Isolated {
    Process,
    Thread,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// Beoordeelt alle documenten in een map en schrijft de rapporten
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur audit <MAPPEN>... --out <MAP> [OPTIES]", after_help = "Voorbeelden:\n  oppkeur audit scholen --out rapport\n  oppkeur audit scholen --out rapport --format html,docx --per-document\n  oppkeur audit scholen --out rapport --manifest leerlingen.csv --fail-on wet\n\naudit.jsonl, uitvoering.json en LEES-MIJ.txt worden altijd geschreven.\n\nUitkomst: 0 alles gelezen, 1 sommige bestanden niet, 2 niets geschreven,\n3 met --fail-on een bevinding van dat niveau of erger.")]
pub(crate) struct AuditArgs {
    /// Mappen of bestanden met OPP's
    #[arg(required = true, value_name = "MAPPEN", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) paths: Vec<PathBuf>,
    /// Map voor de rapporten
    #[arg(long, value_name = "MAP", help_heading = "Wat en waarheen")]
    pub(crate) out: PathBuf,
    /// Naam van de school, als de mappen geen scholen zijn
    #[arg(long, value_name = "NAAM", help_heading = "Wat en waarheen")]
    pub(crate) school: Option<String>,
    /// Lijst van leerlingen die een OPP moeten hebben (csv)
    #[arg(long, value_name = "BESTAND", help_heading = "Wat en waarheen")]
    pub(crate) manifest: Option<PathBuf>,
    /// Oordelen van beoordelaars, uit 'oppkeur review read' (beoordelingen.jsonl)
    #[arg(long, value_name = "BESTAND", help_heading = "Wat en waarheen")]
    pub(crate) reviews: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) formats: Formats,
    /// Soort csv: nl (puntkomma, voor Excel) of intl
    #[arg(
        long,
        value_name = "SOORT",
        default_value = "nl",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Rapporten"
    )]
    pub(crate) csv: CsvKind,
    /// Lees alle documenten opnieuw, en bewaar geen logboek
    #[arg(long, help_heading = "Wat en waarheen")]
    pub(crate) no_cache: bool,
    /// Schrijf bij onderbreken (Ctrl-C) rapporten over wat al gelezen is
    #[arg(long, help_heading = "Wat en waarheen")]
    pub(crate) partial: bool,
    /// Eindig met code 3 bij een bevinding van dit niveau of erger: wet, advies of controle
    #[arg(long, value_name = "NIVEAU", hide_possible_values = true, help_heading = "Wat en waarheen")]
    pub(crate) fail_on: Option<FailOn>,
}

/// Which reports are written.
#[derive(Debug, Clone, Args)]
pub(crate) struct Formats {
    /// Welke rapporten, met komma's ertussen: csv, xlsx, html, docx (standaard csv,xlsx,html;
    /// docx staat voor de brieven in de map verbeterrapport)
    #[arg(long, value_name = "SOORTEN", value_delimiter = ',', default_values = ["csv", "xlsx", "html"], hide_default_value = true, hide_possible_values = true, help_heading = "Rapporten")]
    pub(crate) format: Vec<ReportFormat>,
    /// Bij de brieven ook een half blad voor de schrijver van elk OPP
    #[arg(long, help_heading = "Rapporten")]
    pub(crate) per_document: bool,
    /// Ook rapporten die de school uit mogen, in de map deelbaar
    #[arg(long, help_heading = "Rapporten")]
    pub(crate) shareable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Csv,
    Xlsx,
    Html,
    Docx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvKind {
    Nl,
    Intl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Wet,
    Advies,
    Controle,
}

/// Zet OPP's om naar het format van de Handreiking (Bijlage 2), zonder dat er tekst verdwijnt
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur convert <MAPPEN>... --out <MAP> [OPTIES]\n         oppkeur convert --blank <BESTAND> [OPTIES]", after_help = "Voorbeelden:\n  oppkeur convert scholen --out nieuw\n  oppkeur convert \"OPP Sem.docx\" --out nieuw --concise\n  oppkeur convert --blank format.docx --school-type SBO\n\nWat niet in een OPP hoort, staat heel in <naam>.niet-overgenomen.docx.")]
pub(crate) struct ConvertArgs {
    /// Mappen of bestanden met OPP's
    #[arg(required_unless_present = "blank", value_name = "MAPPEN", help_heading = "Wat en waarheen")]
    pub(crate) paths: Vec<PathBuf>,
    /// Map voor de nieuwe documenten
    #[arg(long, value_name = "MAP", required_unless_present = "blank", help_heading = "Wat en waarheen")]
    pub(crate) out: Option<PathBuf>,
    /// Eigen sjabloon (.docx) met inhoudsbesturingselementen die naar de onderdelen heten
    #[arg(long, value_name = "BESTAND", help_heading = "Wat en waarheen")]
    pub(crate) template: Option<PathBuf>,
    /// Hoogstens vijf A4: lange stukken die het minst nodig zijn gaan apart
    #[arg(long, help_heading = "Wat en waarheen")]
    pub(crate) concise: bool,
    /// Vorm: docx, md of html (om in een leerlingsysteem te plakken)
    #[arg(
        long,
        value_name = "VORM",
        default_value = "docx",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Wat en waarheen"
    )]
    pub(crate) to: Form,
    /// Vervang documenten die er al staan
    #[arg(long, help_heading = "Wat en waarheen")]
    pub(crate) overwrite: bool,
    /// Schrijf alleen een leeg format naar dit bestand
    #[arg(long, value_name = "BESTAND", conflicts_with_all = ["paths", "out", "template", "concise", "to"], help_heading = "Wat en waarheen")]
    pub(crate) blank: Option<PathBuf>,
    /// Schooltype: PO, SBO, SO, VSO, VO of PrO
    #[arg(long, value_name = "TYPE", help_heading = "Wat en waarheen")]
    pub(crate) school_type: Option<String>,
}

/// What a converted document is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
pub(crate) enum Form {
    Docx,
    Md,
    Html,
}

/// Laat zien wat er in een document is gelezen en hoe het is ingedeeld (toont tekst)
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur inspect <MAPPEN>... [OPTIES]\n         oppkeur inspect --passages <BESTAND>", after_help = "Voorbeelden:\n  oppkeur inspect \"OPP Sem.docx\"\n  oppkeur inspect scholen --json > gelezen.jsonl")]
pub(crate) struct InspectArgs {
    /// Mappen of bestanden
    #[arg(value_name = "MAPPEN", help_heading = "Wat")]
    pub(crate) paths: Vec<PathBuf>,
    /// Als JSON, een regel per bestand
    #[arg(long, help_heading = "Wat")]
    pub(crate) json: bool,
    /// Beoordeel losse zinnen uit een bestand (jsonl), een uitkomst per regel
    #[arg(long, value_name = "BESTAND", conflicts_with = "paths", help_heading = "Wat")]
    pub(crate) passages: Option<PathBuf>,
}

/// Toont de regels: onderdelen, punten en codes; test ze met hun voorbeelden
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur rules [WAT] [OPTIES]", after_help = "Voorbeelden:\n  oppkeur rules\n  oppkeur rules TOE02\n  oppkeur rules test\n  oppkeur rules train")]
pub(crate) struct RulesArgs {
    /// Een code (TOE02), punt (11a) of onderdeel (doelen); of 'test' of 'train'
    #[arg(value_name = "WAT", help_heading = "Wat")]
    pub(crate) what: Option<String>,
}

/// Maakt de rapporten opnieuw uit een eerdere audit, zonder de documenten te lezen
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur report <AUDITMAP> [OPTIES]", after_help = "Voorbeelden:\n  oppkeur report rapport --format docx --per-document\n  oppkeur report rapport --shareable --out naar-het-bestuur\n\nUitkomst: 0 gelukt, 2 niets geschreven.")]
pub(crate) struct ReportArgs {
    /// Map met een audit (audit.jsonl en uitvoering.json)
    #[arg(value_name = "AUDITMAP", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) audit: PathBuf,
    /// Andere map voor de rapporten
    #[arg(long, value_name = "MAP", help_heading = "Wat en waarheen")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) formats: Formats,
    /// Soort csv: nl (puntkomma, voor Excel) of intl
    #[arg(
        long,
        value_name = "SOORT",
        default_value = "nl",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Rapporten"
    )]
    pub(crate) csv: CsvKind,
}

/// Laat mensen een steekproef beoordelen, en zegt hoe goed zij en het programma overeenkomen
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur review <OPDRACHT> [OPTIES]", disable_help_subcommand = true, subcommand_help_heading = "Opdrachten", subcommand_value_name = "OPDRACHT", after_help = "Voorbeelden:\n  oppkeur review make rapport --sample 20 --out beoordeling.xlsx\n  oppkeur review read beoordeling.xlsx rapport")]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    pub(crate) what: ReviewWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewWhat {
    Make(ReviewMake),
    Read(ReviewRead),
}

/// Trekt een steekproef en maakt een werkmap om in te vullen
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur review make <AUDITMAP> --out <BESTAND> [OPTIES]")]
pub(crate) struct ReviewMake {
    /// Map met een audit
    #[arg(value_name = "AUDITMAP", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) audit: PathBuf,
    /// Hoeveel documenten (standaard 20)
    #[arg(long, value_name = "AANTAL", default_value_t = 20, hide_default_value = true, help_heading = "Wat en waarheen")]
    pub(crate) sample: usize,
    /// De werkmap (.xlsx)
    #[arg(long, value_name = "BESTAND", help_heading = "Wat en waarheen")]
    pub(crate) out: PathBuf,
    /// Vervang een werkmap die er al staat
    #[arg(long, help_heading = "Wat en waarheen")]
    pub(crate) overwrite: bool,
}

/// Leest een ingevulde werkmap en schrijft beoordelingen.jsonl en de cijfers in de auditmap
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur review read <BESTAND> <AUDITMAP> [OPTIES]", after_help = "Uitkomst: 0 alles overgenomen, 1 sommige regels niet, 2 niets geschreven.")]
pub(crate) struct ReviewRead {
    /// De ingevulde werkmap (.xlsx)
    #[arg(value_name = "BESTAND", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) file: PathBuf,
    /// Map met de audit waar zij bij hoort
    #[arg(value_name = "AUDITMAP", display_order = 1, help_heading = "Wat en waarheen")]
    pub(crate) audit: PathBuf,
}

/// Legt twee audits naast elkaar: wat steeg en daalde, wat is opgelost en wat kwam erbij
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur compare <OUD> <NIEUW> --out <MAP> [OPTIES]", after_help = "Voorbeeld:\n  oppkeur compare rapport-2025 rapport-2026 --out vergelijking")]
pub(crate) struct CompareArgs {
    /// Map met de oude audit
    #[arg(value_name = "OUD", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) old: PathBuf,
    /// Map met de nieuwe audit
    #[arg(value_name = "NIEUW", display_order = 1, help_heading = "Wat en waarheen")]
    pub(crate) new: PathBuf,
    /// Map voor de vergelijking
    #[arg(long, value_name = "MAP", help_heading = "Wat en waarheen")]
    pub(crate) out: PathBuf,
    /// Soort csv: nl (puntkomma, voor Excel) of intl
    #[arg(
        long,
        value_name = "SOORT",
        default_value = "nl",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Rapporten"
    )]
    pub(crate) csv: CsvKind,
}

/// Voegt deelbare rapporten van scholen of besturen samen tot een rapport
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur merge <DEELBAAR>... --out <MAP> [OPTIES]", after_help = "Voorbeeld:\n  oppkeur merge linde/deelbaar boei/deelbaar --name \"SWV Voorbeeld\" --out regio")]
pub(crate) struct MergeArgs {
    /// Bestanden deelbaar.json, of de mappen waar zij in staan
    #[arg(required = true, value_name = "DEELBAAR", display_order = 0, help_heading = "Wat en waarheen")]
    pub(crate) paths: Vec<PathBuf>,
    /// Map voor het rapport
    #[arg(long, value_name = "MAP", help_heading = "Wat en waarheen")]
    pub(crate) out: PathBuf,
    /// Naam die boven het rapport staat
    #[arg(long, value_name = "NAAM", default_value = "", hide_default_value = true, help_heading = "Rapporten")]
    pub(crate) name: String,
    /// Soort csv: nl (puntkomma, voor Excel) of intl
    #[arg(
        long,
        value_name = "SOORT",
        default_value = "nl",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Rapporten"
    )]
    pub(crate) csv: CsvKind,
}

/// Verwijdert wat oppkeur in een map schreef, en niets anders
#[derive(Debug, Args)]
#[command(help_template = PAGE, override_usage = "oppkeur purge <MAP> [OPTIES]\n         oppkeur purge --older-than <DAGEN> [OPTIES]", after_help = "Voorbeelden:\n  oppkeur purge rapport --dry-run\n  oppkeur purge rapport\n\nOok beoordelingen.jsonl en de brieven gaan weg. Documenten, omgezette documenten en\nbestanden met een andere naam blijven staan. Verwijderen is niet onherstelbaar wissen.")]
pub(crate) struct PurgeArgs {
    /// Map met een audit, vergelijking of samengevoegd rapport
    #[arg(value_name = "MAP", required_unless_present = "older_than", display_order = 0, help_heading = "Wat")]
    pub(crate) dir: Option<PathBuf>,
    /// Laat alleen zien wat weg zou gaan
    #[arg(long, help_heading = "Wat")]
    pub(crate) dry_run: bool,
    /// Ruim in de eigen map van oppkeur op wat ouder is (zoals 30d)
    #[arg(long, value_name = "DAGEN", value_parser = days, help_heading = "Wat")]
    pub(crate) older_than: Option<u32>,
}

/// `30d` or `30` as a number of days.
fn days(text: &str) -> Result<u32, String> {
    text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| "geef een aantal dagen, zoals 30d".to_owned())
}
