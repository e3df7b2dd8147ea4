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
    after_help = "Voorbeelden:\n  oppkeur audit scholen --out rapport\n  oppkeur inspect \"scholen/de-reiger/OPP Sem.docx\"\n  oppkeur rules TOE02\n\nMeer uitleg: docs/handleiding.md"
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
    /// Geheime sleutel voor pseudoniemen (wordt gemaakt als hij er niet is)
    #[arg(long, value_name = "BESTAND", global = true, help_heading = "Regels")]
    pub(crate) key: Option<PathBuf>,
    /// Hoeveel bestanden tegelijk (standaard: zoveel als de computer aankan)
    #[arg(long, value_name = "AANTAL", global = true, help_heading = "Algemeen")]
    pub(crate) jobs: Option<usize>,
    /// Alleen meldingen als er iets misgaat
    #[arg(long, short, global = true, help_heading = "Algemeen")]
    pub(crate) quiet: bool,
    /// Meer uitleg tijdens het werk
    #[arg(long, short, global = true, help_heading = "Algemeen")]
    pub(crate) verbose: bool,
    /// Kleur: auto, always of never
    #[arg(long, value_name = "WANNEER", default_value = "auto", hide_default_value = true, hide_possible_values = true, global = true, help_heading = "Algemeen")]
    pub(crate) color: Colour,
    /// Toon deze uitleg
    #[arg(long, short, action = clap::ArgAction::Help, global = true, help_heading = "Algemeen")]
    help: Option<bool>,
    /// Toon de versie
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "Algemeen")]
    version: Option<bool>,
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
#[command(help_template = PAGE, override_usage = "oppkeur audit <MAPPEN>... --out <MAP> [OPTIES]", after_help = "Voorbeelden:\n  oppkeur audit scholen --out rapport\n  oppkeur audit scholen --out rapport --manifest leerlingen.csv --fail-on wet\n\nUitkomst: 0 alles gelezen, 1 sommige bestanden niet, 2 niets geschreven,\n3 met --fail-on een bevinding van dat niveau of erger.")]
pub(crate) struct AuditArgs {
    /// Mappen of bestanden met OPP's
    #[arg(required = true, value_name = "MAPPEN", help_heading = "Wat en waarheen")]
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
    /// Soort csv: nl (puntkomma, voor Excel) of intl
    #[arg(long, value_name = "SOORT", default_value = "nl", hide_default_value = true, hide_possible_values = true, help_heading = "Wat en waarheen")]
    pub(crate) csv: CsvKind,
    /// Eindig met code 3 bij een bevinding van dit niveau of erger: wet, advies of controle
    #[arg(long, value_name = "NIVEAU", hide_possible_values = true, help_heading = "Wat en waarheen")]
    pub(crate) fail_on: Option<FailOn>,
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
    #[arg(long, value_name = "VORM", default_value = "docx", hide_default_value = true, hide_possible_values = true, help_heading = "Wat en waarheen")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
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
