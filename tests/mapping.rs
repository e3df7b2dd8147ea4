//! What a reader of a plan takes for granted: which cell belongs to which heading, and which date is of what.
#![allow(clippy::unwrap_used, reason = "a test")]

use oppkeur::map::{FromOutside, Kind, Mapping, parts};
use oppkeur::read::notation;
use oppkeur::{Document, Rules};

fn mapped(text: &str) -> (Document, Mapping) {
    let document = notation::read(text);
    let mapping = parts(&document, Rules::standard(), &FromOutside::default());
    (document, mapping)
}

/// The part of the block that holds these words.
fn part_of(text: &str, words: &str) -> &'static str {
    let (document, mapping) = mapped(text);
    let at = document.blocks.iter().position(|b| b.text.reveal().contains(words)).unwrap();
    mapping.blocks[at].part.id()
}

/// Start, half-way look, evaluation and consent, as the contract writes dates.
fn dates(text: &str) -> [Option<String>; 4] {
    let facts = mapped(text).1.facts;
    [facts.start, facts.monitoring, facts.evaluation, facts.consent].map(|d| d.map(|d| d.to_string()))
}

fn some(date: &str) -> Option<String> {
    Some(date.to_owned())
}

#[test]
fn a_row_with_a_heading_of_its_own_ends_the_columns_above_it() {
    let text = "# Plan\n| | Helpend | Hinderend |\n|---|---|---|\n| Kind | Leergierig bij aardrijkskunde. | Begint laat aan een taak. |\n\
        | Uitstroomprofiel | vmbo-tl past bij wat hij kan |\n| Instemming ouders | Beide ouders stemmen in met het plan. |";
    assert_eq!(part_of(text, "Leergierig"), "bevorderende_factoren");
    assert_eq!(part_of(text, "Begint laat"), "belemmerende_factoren");
    assert_eq!(part_of(text, "vmbo-tl"), "uitstroomprofiel");
    assert_eq!(part_of(text, "Beide ouders"), "instemming");
}

#[test]
fn beside_a_goal_who_and_when_are_of_the_agreement() {
    let text = "# Doelen\n| Doel | Wat doen we? | Wie? | Wanneer? |\n|---|---|---|---|\n\
        | Leest in juni AVI M5 | Samen hardop lezen | juf Els | elke dinsdag |";
    assert_eq!(part_of(text, "AVI M5"), "doelen");
    for words in ["hardop", "juf Els", "elke dinsdag"] {
        assert_eq!(part_of(text, words), "afspraken", "{words}");
    }
}

#[test]
fn a_bar_of_one_cell_heads_what_stands_below_it() {
    let text = "| **Uitstroom** |\n\nvmbo-kb, want hij leert met zijn handen.\n\n| **Afspraken** |\n\nJuf Els oefent elke dinsdag met hem.";
    assert_eq!(part_of(text, "vmbo-kb"), "uitstroomprofiel");
    assert_eq!(part_of(text, "Juf Els"), "afspraken");
}

#[test]
fn what_people_say_is_their_view_though_the_heading_is_unknown() {
    let text = "# Ontwikkelingsperspectief\nNaam leerling: Daan Ruiter\n\n# Afspraken\nJuf Els oefent elke dinsdag een kwartier met Daan.\n\n\
        # Zo denken wij erover\nDaan: \"Ik wil niet op mijn kop krijgen waar iedereen bij is.\"\n\nOuders: wij vinden het een goed plan maar het mag langzamer.";
    assert_eq!(part_of(text, "Ik wil niet"), "zienswijze_leerling");
    assert_eq!(part_of(text, "langzamer"), "zienswijze_ouders");
}

#[test]
fn three_dates_in_a_line_are_start_half_way_and_evaluation_in_whatever_order() {
    let text = "# Looptijd\nVan 7 september 2026 tot 18 juni 2027, met een tussenstop op 11 januari 2027.";
    assert_eq!(dates(text)[..3], [some("2026-09-07"), some("2027-01-11"), some("2027-06-18")]);
}

#[test]
fn a_date_between_start_and_evaluation_is_the_half_way_look_but_not_that_of_a_test() {
    let head = |label: &str| format!("# Data\nStart: 24 augustus 2026\n\n{label}: 25 januari 2027\n\nEvaluatie: 21 juni 2027");
    assert_eq!(dates(&head("Groeimoment"))[1], some("2027-01-25"));
    assert_eq!(dates(&head("Toetsmoment"))[1], None);
}

#[test]
fn consent_has_the_date_of_the_signature_not_of_the_talk() {
    let head = "# Data\nStart: 31 augustus 2026\n\nEvaluatie: 15 juni 2027\n\n# Ouders\n";
    let signed =
        format!("{head}Besproken op 24 augustus 2026. Ouders zijn akkoord met het handelingsdeel, 3 september 2026, w.g. R. Smit.");
    assert_eq!(dates(&signed)[3], some("2026-09-03"));
    let seen = format!("{head}Voor gezien: mevrouw Smit, 3 september 2026");
    assert_eq!(dates(&seen)[3], None, "'voor gezien' is no consent");
}

#[test]
fn a_column_of_pupils_is_a_list_and_no_plan() {
    let row = |name: &str| format!("| {name} | 2h | 14-09-2026 | havo |\n");
    let rows: String = ["A. Bijl", "D. Canka", "F. Hoving", "S. Plant", "L. Veen"].map(row).concat();
    let text = format!("# Leerlingen met een OPP\n| Leerling | Klas | Start OPP | Uitstroom |\n|---|---|---|---|\n{rows}");
    assert!(matches!(mapped(&text).1.kind, Kind::Other(_)));
}
