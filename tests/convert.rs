//! Nothing is lost and nothing doubled: every word of any document stands in exactly one place after a conversion.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use oppkeur::convert::moves::To;
use oppkeur::convert::slot::Rubriek;
use oppkeur::convert::split::{self, Cut};
use oppkeur::convert::{About, Converted, Mark, Options, Target, account, apart, docx, text, to_format};
use oppkeur::map::{Because, Does, Domain, Mapping, Role, SchoolType, Section};
use oppkeur::model::{Block, BlockKind, CellAt, Document, FieldKind, HiddenKind, Text};
use oppkeur::rules::file::PARTS;
use proptest::prelude::*;

const CODES: [&str; 6] = ["AVG01", "AVG05", "LEN05", "LEN06", "TAA01", "OND04"];

/// A block as it is drawn: its words are numbered afterwards, so that each is unique, but for the repeats.
#[derive(Debug, Clone)]
struct Drawn {
    part: usize,
    does: u8,
    kind: u8,
    domain: u8,
    words: usize,
    /// Says again what the block of this number (from the start, modulo) says.
    repeats: Option<usize>,
    section: bool,
    /// Table, row and column.
    cell: Option<(u32, u32, u32)>,
    mark: Option<(usize, bool)>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        0..PARTS.len(),
        0..8_u8,
        0..14_u8,
        0..4_u8,
        0..14_usize,
        prop::option::weighted(0.15, 0..40_usize),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.6, (0..3_u32, 0..5_u32, 0..4_u32)),
        prop::option::weighted(0.2, (0..CODES.len(), any::<bool>())),
    )
        .prop_map(|(part, does, kind, domain, words, repeats, section, cell, mark)| Drawn {
            part,
            does,
            kind,
            domain,
            words,
            repeats,
            section,
            cell,
            mark,
        })
}

/// Half of the documents have their cells in reading order, as readers write them; the others have not.
fn documents() -> impl Strategy<Value = (Vec<Drawn>, bool)> {
    (prop::collection::vec(drawn(), 0..40), any::<bool>())
}

fn build(drawn: &[Drawn], ordered: bool) -> (Document, Mapping, Vec<Mark>) {
    let mut document = Document::default();
    let mut mapping = Mapping::default();
    let mut marks = Vec::new();
    let mut drawn = drawn.to_vec();
    if ordered {
        let mut cells: Vec<_> = drawn.iter().filter_map(|d| d.cell).collect();
        cells.sort_unstable();
        let mut cells = cells.into_iter();
        for d in drawn.iter_mut().filter(|d| d.cell.is_some()) {
            d.cell = cells.next();
        }
    }
    let mut next = 0;
    for (index, d) in drawn.iter().enumerate() {
        let mut words: Vec<String> = (0..d.words).map(|n| format!("woord{}x{}", next + n, if n % 5 == 4 { ";" } else { "" })).collect();
        next += d.words;
        if let Some(other) = d.repeats.filter(|_| index > 0) {
            let text: &Block = &document.blocks[other % index];
            words = text.text.words().split_whitespace().map(str::to_owned).collect();
        }
        let kind = match d.kind {
            0 => BlockKind::Heading { level: 1 },
            1 => BlockKind::Heading { level: 3 },
            2 => BlockKind::ListItem { level: 1 },
            3 => BlockKind::Field { kind: FieldKind::Text, filled: true },
            4 => BlockKind::Tick { on: true },
            5 => BlockKind::Comment,
            6 => BlockKind::Hidden(HiddenKind::Deleted),
            7 => BlockKind::Hidden(HiddenKind::Invisible),
            8 => BlockKind::PageFooter,
            _ => BlockKind::Paragraph,
        };
        let does = match d.does {
            0 | 1 => Does::Label,
            2 => Does::Prompt,
            3 => Does::Aside,
            _ => Does::Content,
        };
        let domain = [None, Some(Domain::Leerling), Some(Domain::Onderwijs), Some(Domain::Thuis)][usize::from(d.domain)];
        if d.section || mapping.sections.is_empty() {
            mapping.sections.push(Section {
                heading: Text::default(),
                blocks: Vec::new(),
                part: PARTS[d.part].0,
                also: None,
                confidence: 0.5,
                because: Because::Nothing,
            });
        }
        let section = mapping.sections.len() - 1;
        mapping.sections[section].blocks.push(index);
        mapping.blocks.push(Role { section, part: PARTS[d.part].0, does, domain, from: 0 });
        let cell = d.cell.map(|(table, row, column)| CellAt { table, row, column, rows: 1, columns: 1, header: false });
        let text = words.join(" ");
        if let Some((code, certain)) = d.mark {
            let range = (text.len() > 40).then_some((20, 30));
            marks.push(Mark { block: index, code: CODES[code].to_owned(), certain, advice: "Kijk hiernaar.".to_owned(), range });
        }
        document.blocks.push(Block { kind, text: Text::new(text), cell, ..Block::default() });
    }
    (document, mapping, marks)
}

/// How often each of the numbered words stands in a text.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for word in words.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
        if word.starts_with("woord") && word.ends_with('x') {
            *count.entry(word.to_owned()).or_default() += 1;
        }
    }
    count
}

fn in_docx(bytes: &[u8]) -> BTreeMap<String, usize> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let texts = xml.split("<w:t xml:space=\"preserve\">").skip(1).map(|rest| rest.split("</w:t>").next().unwrap_or(""));
    counted(texts)
}

fn expected(document: &Document, converted: &Converted, want: fn(&To) -> bool) -> BTreeMap<String, usize> {
    counted(converted.moves.iter().filter(|m| want(&m.to)).map(|m| document.blocks[m.block].text.words()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_word_stands_in_exactly_one_place((drawn, ordered) in documents(), school in 0..7_usize, concise in any::<bool>()) {
        let (document, mapping, marks) = build(&drawn, ordered);
        let target = Target::built_in().unwrap();
        let school_type = [None, Some(SchoolType::Po), Some(SchoolType::Sbo), Some(SchoolType::So),
            Some(SchoolType::Vso), Some(SchoolType::Vo), Some(SchoolType::Pro)][school];
        let before = counted(document.blocks.iter().map(|b| b.text.words()));
        let Cut { document, mapping, marks } = split::at_findings(document, mapping, marks, school_type);
        prop_assert_eq!(counted(document.blocks.iter().map(|b| b.text.words())), before);
        let converted = to_format(&document, &mapping, &marks, &About { school_type }, &target, &Options { concise });

        // One move for each block with a word, none for what a tracked change deleted.
        let with_words: Vec<usize> = document.blocks.iter().enumerate()
            .filter(|(_, b)| b.kind != BlockKind::Hidden(HiddenKind::Deleted) && !b.text.is_blank())
            .map(|(index, _)| index).collect();
        prop_assert_eq!(converted.moves.iter().map(|m| m.block).collect::<Vec<_>>(), with_words);

        // The new body and the second document hold the words that were moved there, each once.
        let body = docx::write(&converted, &target, None).unwrap();
        prop_assert_eq!(in_docx(&body), expected(&document, &converted, |to| matches!(to, To::Slot(_))));
        let second = apart::write(&converted, &target).unwrap();
        let second = second.map(|bytes| in_docx(&bytes)).unwrap_or_default();
        prop_assert_eq!(second, expected(&document, &converted, |to| matches!(to, To::Apart)));
        let markdown = text::markdown(&converted, &target);
        prop_assert_eq!(counted(std::iter::once(markdown.as_str())), expected(&document, &converted, |to| matches!(to, To::Slot(_))));
        let html = text::html(&converted, &target);
        prop_assert_eq!(counted(std::iter::once(html.as_str())), expected(&document, &converted, |to| matches!(to, To::Slot(_))));

        // A repeat says what stands somewhere else.
        for at in &converted.moves {
            if let To::Repeat(first) = at.to {
                prop_assert_eq!(document.blocks[first].text.words(), document.blocks[at.block].text.words());
                let stays = converted.moves.iter().find(|m| m.block == first).map(|m| m.to);
                prop_assert!(matches!(stays, Some(To::Slot(_) | To::Apart)));
            }
        }

        // The account agrees with itself.
        let row = account::conversion(&document, &converted, "a.docx", "a", None);
        prop_assert_eq!(row.woorden, row.overgenomen + row.apart + row.herhaald + row.formulier);
        let rows = account::moves(&document, &converted, "a.docx");
        prop_assert_eq!(rows.iter().map(|r| r.woorden).sum::<usize>(), row.woorden);
        prop_assert!(rows.iter().all(|r| ["apart", "herhaald", "formulier"].contains(&r.naar)
            || Rubriek::ALL.iter().any(|rubriek| rubriek.name() == r.naar)));
    }
}

/// An OPP as a teacher may type it: headings and text.
const TYPED: &str = "Ontwikkelingsperspectief\nNaam: Fee de Wit\nGroep: 5\n\nStart OPP: 7 september 2026\n\n\
Bevorderende factoren\nFee werkt graag samen en rekent vlot.\n\nBelemmerende factoren\nFee leest traag en raakt snel vermoeid.\n\n\
Uitstroomprofiel\nvmbo-tl\n\nDoelen\nFee leest in juni 2027 teksten op AVI-E5.\n\n\
Onderwijsbehoeften\nFee heeft teksten nodig die vooraf met haar zijn besproken.\n\n\
Afspraken\nJuf Ank leest elke dinsdag twintig minuten met haar.\n\nZienswijze leerling\nIk wil liever een stripboek lezen.\n";

#[test]
fn the_new_document_comes_back_with_every_text_in_its_part_and_no_word_of_the_form_as_content() {
    let rules = oppkeur::Rules::standard();
    let options = oppkeur::read::ReadOptions::default();
    let outside = oppkeur::map::FromOutside::default();
    let old = oppkeur::read::document("opp.txt", TYPED.as_bytes(), &options).unwrap();
    let mapping = oppkeur::map::parts(&old, rules, &outside);
    let target = Target::built_in().unwrap();
    let converted = to_format(&old, &mapping, &[], &About::default(), &target, &Options::default());
    let bytes = docx::write(&converted, &target, None).unwrap();
    let new = oppkeur::read::document("opp.docx", &bytes, &options).unwrap();
    let back = oppkeur::map::parts(&new, rules, &outside);

    let told = |text: &str| {
        let at = new.blocks.iter().position(|b| b.text.words().contains(text)).unwrap();
        (back.blocks[at].part.id(), back.blocks[at].does)
    };
    for (text, part) in [
        ("7 september 2026", "data"),
        ("rekent vlot", "bevorderende_factoren"),
        ("leest traag", "belemmerende_factoren"),
        ("vmbo-tl", "uitstroomprofiel"),
        ("AVI-E5", "doelen"),
        ("vooraf met haar", "behoeften_leerling"),
        ("elke dinsdag", "afspraken"),
        ("stripboek", "zienswijze_leerling"),
    ] {
        assert_eq!(told(text), (part, Does::Content), "{text}");
    }
    let written: Vec<&str> = back
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, role)| role.does == Does::Content)
        .map(|(index, _)| new.blocks[index].text.words())
        .filter(|text| !text.is_empty() && !of_the_old(text))
        .collect();
    assert_eq!(written, [""; 0], "a word of the form counts as content");
}

/// Whether a text stands in the typed document.
fn of_the_old(text: &str) -> bool {
    text.split(['“', '”', ':']).map(str::trim).filter(|t| !t.is_empty()).all(|t| TYPED.contains(t))
}
