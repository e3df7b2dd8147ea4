//! Knows a template's own text, which is never content: placeholders, instructions, examples, what was not ticked.

use super::{Does, Mapping};
use crate::model::{Block, BlockKind, Document};
use crate::rules::{List, Part, Rules, fold, folded};

/// Verbs with which a form tells its writer what to do; nobody tells a teacher so.
const ORDERS: [&str; 29] = [
    "noem",
    "houd",
    "beschrijf",
    "noteer",
    "benoem",
    "vermeld",
    "omschrijf",
    "formuleer",
    "kruis",
    "vink",
    "licht",
    "vul",
    "typ",
    "klik",
    "kies",
    "selecteer",
    "onderbouw",
    "streep",
    "verwijs",
    "weeg",
    "neem",
    "voeg",
    "geef",
    "denk",
    "gebruik",
    "schrijf",
    "maximaal",
    "benut",
    "vraag",
];
/// Of these, the ones that a plan may say to a teacher too: they count only where the look or the place says prompt.
const DOUBTFUL: [&str; 10] = ["noem", "houd", "geef", "denk", "gebruik", "schrijf", "vraag", "neem", "licht", "maximaal"];
/// What a form limits ("maximaal drie doelen"); a plan limits minutes, times and pupils.
const LIMITED: [&str; 9] = [" doelen", " regels", " woorden", " zinnen", " a4", " tekens", " punten", " factoren", " pagina"];
/// What forms print beside the lines to sign on.
const SIGNED: [&str; 16] = [
    "datum",
    "naam",
    "handtekening",
    "plaats",
    "ouder",
    "ouders",
    "s",
    "verzorger",
    "verzorgers",
    "moeder",
    "vader",
    "leerling",
    "school",
    "mentor",
    "voor",
    "akkoord",
];
const QUESTION_WORDS: [&str; 15] =
    ["wat", "hoe", "waarom", "welke", "wie", "wanneer", "waar", "waarmee", "waaraan", "is", "zijn", "heeft", "wil", "waardoor", "welk"];

/// Marks the blocks that are a template's own.
pub(super) fn mark(document: &Document, mapping: &mut Mapping, rules: &Rules) {
    let lists = Lists { rest: rules.words.list("invulresten"), order: rules.words.list("invulinstructies") };
    let help: Vec<bool> = mapping
        .sections
        .iter()
        .map(|s| {
            let h = folded(s.heading.words());
            ["invulhulp", "invulinstructie", "leeswijzer", "bij het invullen", "toelichting bij dit form", "hoe vul je"]
                .iter()
                .any(|w| h.contains(w))
        })
        .collect();
    let mut example: Option<crate::model::CellAt> = None;
    for (i, block) in document.blocks.iter().enumerate() {
        let Some(role) = mapping.blocks.get(i) else { continue };
        // An example goes on to the end of its cell.
        if block.cell.is_none() || block.cell != example {
            example = None;
        }
        if crate::rules::folded(block.text.words()).starts_with("voorbeeld") && block.cell.is_some() {
            example = block.cell;
        }
        if role.does != Does::Content {
            continue;
        }
        let text = mapping.content(document, i);
        let prompt = example.is_some() && role.does == Does::Content
            || help.get(role.section).copied().unwrap_or(false)
            || match block.kind {
                BlockKind::Field { filled, .. } => !filled || is_rest(text, rules, lists),
                BlockKind::Tick { on } => !on,
                _ => is_prompt(block, text, role.part, rules, lists),
            };
        if prompt && let Some(role) = mapping.blocks.get_mut(i) {
            role.does = Does::Prompt;
        }
    }
}

#[derive(Clone, Copy)]
struct Lists {
    rest: Option<List>,
    order: Option<List>,
}

/// Nothing but dots, lines, brackets and what forms leave behind: 'dd-mm-jjjj', '....', '[naam]'.
fn is_rest(text: &str, rules: &Rules, lists: Lists) -> bool {
    let t = text.trim();
    let letters = t.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        return true;
    }
    if (t.starts_with('[') && t.ends_with(']') || t.starts_with('<') && t.ends_with('>') || t.starts_with('{') && t.ends_with('}'))
        && t.len() < 160
    {
        return true;
    }
    // A line to sign on: '.............. datum: ..........'.
    let ruled = ["....", "____", "……"].iter().any(|line| t.contains(line));
    let mut names = t.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase);
    if ruled && names.all(|w| SIGNED.contains(&w.as_str())) {
        return true;
    }
    let f = fold(t);
    let hits = rules.words.find(&f);
    let covers = |list: Option<List>| hits.iter().any(|h| Some(h.list) == list && (h.end - h.start) * 10 >= f.text.trim().len() * 6);
    covers(lists.rest) && t.split_whitespace().count() <= 4 || hits.iter().any(|h| Some(h.list) == lists.order && h.start <= 1)
}

fn is_prompt(block: &Block, text: &str, part: Part, rules: &Rules, lists: Lists) -> bool {
    let t = text.trim();
    if t.is_empty() {
        return false;
    }
    if is_rest(t, rules, lists) {
        return true;
    }
    let faint = block.look.italic || block.look.grey;
    let f = folded(t);
    let bare = f.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = bare.split([' ', ':', ',']).next().unwrap_or("");
    let bracketed = t.starts_with('(') && t.trim_end_matches(['.', ':']).ends_with(')') && !t.trim_start_matches('(').contains('(');
    if bracketed
        && t.split_whitespace().count() >= 2
        && (faint || bare.contains("bijv") || bare.contains("denk") || t.contains('?') || bare.contains(", "))
    {
        return !t.chars().any(|c| c.is_ascii_digit());
    }
    if first == "voorbeeld"
        || bare.starts_with("bijv. ") && faint
        || bare.starts_with("bijvoorbeeld:")
        || bare.starts_with("let op:")
        || bare.starts_with("tip:")
    {
        return true;
    }
    let order = ORDERS.contains(&first);
    if order && (faint || !DOUBTFUL.contains(&first)) {
        return true;
    }
    let limit = first == "maximaal" && f.split_whitespace().count() <= 6 && LIMITED.iter().any(|w| bare.contains(w));
    if limit && !matches!(part, Part::ZienswijzeLeerling | Part::ZienswijzeOuders) {
        return true;
    }
    if order
        && ["aan of", "aan:", "kort", "hier", "zo concreet", "in eigen woorden", "in de eigen woorden", "letterlijk", "alleen"]
            .iter()
            .any(|w| bare.contains(w))
    {
        return true;
    }
    // A question of a form, whole and alone. A pupil's question stands in quotes, or begins with 'mag ik'.
    let question =
        t.ends_with('?') && !t.starts_with(['"', '“', '‘', '\'']) && QUESTION_WORDS.contains(&first) && f.matches(['.', '!']).count() == 0;
    if question && !f.contains(" ik ") {
        return true;
    }
    faint
        && (t.ends_with('?')
            || bare.starts_with("hier ")
            || bare.starts_with("in deze rubriek")
            || bare.starts_with("denk")
            || bare.starts_with("in te vullen"))
}
