//! Where a text can stand in the new format: the rubrieken of Bijlage 2 and the slots within them.

use crate::map::SchoolType;
use crate::rules::Part;

/// A rubriek of Bijlage 2, as the contract names them (part 7, column `naar`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the contract's")]
pub enum Rubriek {
    Head,
    Data,
    R1a,
    R1b,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    Bijlage,
    End,
}

impl Rubriek {
    /// All, in the order of the format.
    pub const ALL: [Rubriek; 13] = [
        Rubriek::Head,
        Rubriek::Data,
        Rubriek::R1a,
        Rubriek::R1b,
        Rubriek::R2,
        Rubriek::R3,
        Rubriek::R4,
        Rubriek::R5,
        Rubriek::R6,
        Rubriek::R7,
        Rubriek::R8,
        Rubriek::Bijlage,
        Rubriek::End,
    ];

    /// The contract's name: `head`, `Data`, `1a` … `8`, `Bijlage`, `end`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rubriek::Head => "head",
            Rubriek::Data => "Data",
            Rubriek::R1a => "1a",
            Rubriek::R1b => "1b",
            Rubriek::R2 => "2",
            Rubriek::R3 => "3",
            Rubriek::R4 => "4",
            Rubriek::R5 => "5",
            Rubriek::R6 => "6",
            Rubriek::R7 => "7",
            Rubriek::R8 => "8",
            Rubriek::Bijlage => "Bijlage",
            Rubriek::End => "end",
        }
    }
}

/// A place for text in the format: a part, and a side of it where its rubriek has several boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// The part; its id is the tag of the content control.
    pub part: Part,
    /// The box within it.
    pub side: Side,
}

/// Whose box, or which horizon or moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the format's words")]
pub enum Side {
    /// The part as a whole.
    General,
    Leerling,
    Onderwijs,
    Thuis,
    Leraren,
    Ouders,
    Hulpverleners,
    School,
    Lang,
    Kort,
    Start,
    Monitoring,
    Evaluatie,
}

impl Side {
    fn id(self) -> &'static str {
        match self {
            Side::General => "",
            Side::Leerling => "leerling",
            Side::Onderwijs => "onderwijs",
            Side::Thuis => "thuis",
            Side::Leraren => "leraren",
            Side::Ouders => "ouders",
            Side::Hulpverleners => "hulpverleners",
            Side::School => "school",
            Side::Lang => "lang",
            Side::Kort => "kort",
            Side::Start => "start",
            Side::Monitoring => "monitoring",
            Side::Evaluatie => "evaluatie",
        }
    }
}

impl Slot {
    /// The part as a whole.
    #[must_use]
    pub fn general(part: Part) -> Slot {
        Slot { part, side: Side::General }
    }

    /// The tag of its content control: `doelen`, or `doelen.kort`.
    #[must_use]
    pub fn tag(self) -> String {
        match self.side {
            Side::General => self.part.id().to_owned(),
            side => format!("{}.{}", self.part.id(), side.id()),
        }
    }

    /// The rubriek it stands in.
    #[must_use]
    pub fn rubriek(self) -> Rubriek {
        rubriek(self.part)
    }
}

/// Where the contract puts a part that stays in the OPP; [`Rubriek::End`] for one that does not.
#[must_use]
pub fn rubriek(part: Part) -> Rubriek {
    match part {
        Part::Gegevens => Rubriek::Head,
        Part::Data => Rubriek::Data,
        Part::BevorderendeFactoren => Rubriek::R1a,
        Part::BelemmerendeFactoren => Rubriek::R1b,
        Part::IntegratiefBeeld => Rubriek::R2,
        Part::Uitstroomprofiel | Part::Onderbouwing => Rubriek::R3,
        Part::Overleg => Rubriek::R4,
        Part::VervangendeDoelen | Part::Doelen | Part::BehoeftenLeerling | Part::BehoeftenLeraren | Part::BehoeftenOuders => Rubriek::R5,
        Part::AfwijkingProgramma | Part::AfwijkingOnderwijstijd | Part::Afspraken | Part::Evaluatie => Rubriek::R6,
        Part::Contactpersonen => Rubriek::R7,
        Part::ZienswijzeLeerling | Part::ZienswijzeOuders | Part::ZienswijzeOverig | Part::Instemming | Part::AdviesCommissie => {
            Rubriek::R8
        }
        Part::Bijlage => Rubriek::Bijlage,
        Part::Voorgeschiedenis
        | Part::Onderzoek
        | Part::Medisch
        | Part::Gezin
        | Part::Derden
        | Part::Basisondersteuning
        | Part::BuitenOpp
        | Part::Overig => Rubriek::End,
    }
}

/// Whether the contract sends a part to the second document.
#[must_use]
pub fn away(part: Part) -> bool {
    matches!(
        part,
        Part::Voorgeschiedenis | Part::Onderzoek | Part::Medisch | Part::Gezin | Part::Derden | Part::Basisondersteuning | Part::BuitenOpp
    )
}

/// Whether the contract (part 1) requires a part by law, in a school of this type; a condition counts as met.
#[must_use]
pub fn required(part: Part, school: Option<SchoolType>) -> bool {
    use SchoolType::{Po, Sbo, So, Vo, Vso};
    match part {
        Part::BevorderendeFactoren
        | Part::BelemmerendeFactoren
        | Part::Uitstroomprofiel
        | Part::Onderbouwing
        | Part::Overleg
        | Part::Doelen
        | Part::BehoeftenLeerling
        | Part::Afspraken
        | Part::Evaluatie
        | Part::ZienswijzeLeerling
        | Part::Instemming
        | Part::AfwijkingOnderwijstijd => true,
        Part::AfwijkingProgramma => school.is_none_or(|s| matches!(s, Po | Vo)),
        Part::VervangendeDoelen => school.is_none_or(|s| matches!(s, Po | Sbo | So | Vso)),
        Part::AdviesCommissie => school.is_none_or(|s| matches!(s, So | Vso)),
        _ => false,
    }
}
