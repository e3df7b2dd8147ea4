//! What is asked: parts, items, codes, words and labels, as data under `rules/`.

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
