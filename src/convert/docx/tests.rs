//! What a user of the written documents would miss.

use super::*;
use crate::convert::build::Builder;
use crate::convert::{About, Mark, Options, to_format};
use crate::model::BlockKind;
use crate::rules::Part;

fn example() -> Converted {
    let mut b = Builder::new();
    b.section(Part::Gegevens, "OPP Fee de Wit");
    b.section(Part::BevorderendeFactoren, "Bevorderende factoren");
    b.text(Part::BevorderendeFactoren, "Fee tekent graag & veel <3.");
    b.section(Part::Doelen, "Doelen");
    b.mixed(&[(Part::Doelen, "*Doel"), (Part::Afspraken, "*Aanpak"), (Part::Evaluatie, "*Meting")]);
    b.mixed(&[(Part::Doelen, "leest AVI-M4"), (Part::Afspraken, "tutorlezen"), (Part::Evaluatie, "toets in juni")]);
    b.mixed(&[(Part::Doelen, "kent tafels"), (Part::Afspraken, "tafelkaart"), (Part::Evaluatie, "elke week")]);
    b.kind(Part::Afspraken, BlockKind::ListItem { level: 0 }, "elke dag een plaatje bij de taak");
    b.section(Part::Gezin, "Thuis");
    b.text(Part::Gezin, "Vader werkt in ploegendienst.");
    let (document, mapping) = b.done();
    let marks = [Mark { block: 2, code: "AVG02".to_owned(), certain: false, advice: "Kijk of dit nog geldt.".to_owned(), range: None }];
    let target = Target::built_in().unwrap();
    to_format(&document, &mapping, &marks, &About::default(), &target, &Options::default())
}

fn main_text(bytes: &[u8]) -> String {
    let mut package = Package::open(bytes).unwrap();
    main_part(&mut package).unwrap().1
}

#[test]
fn the_built_in_format_has_a_place_for_every_part() {
    let target = Target::built_in().unwrap();
    for school in [None, Some(SchoolType::Po), Some(SchoolType::So), Some(SchoolType::Vo), Some(SchoolType::Pro)] {
        for purpose in [Purpose::Fill, Purpose::Blank] {
            check(&built_in::template(&target, school, purpose).unwrap()).unwrap();
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let target = Target::built_in().unwrap();
    assert_eq!(write(&example(), &target, None).unwrap(), write(&example(), &target, None).unwrap());
}

#[test]
fn ids_are_unique_and_steering_tags_are_gone() {
    let target = Target::built_in().unwrap();
    let text = main_text(&write(&example(), &target, None).unwrap());
    let tree = Tree::read(&text).unwrap();
    let mut ids: Vec<String> = tree.all("w:sdt").map(|node| tree.value(tree.child(node, "w:sdtPr").unwrap(), "w:id").unwrap()).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(!text.contains("\"als:") && !text.contains("\"rij:"));
}

#[test]
fn text_is_escaped_gaps_are_placeholders_and_doubt_is_a_remark() {
    let target = Target::built_in().unwrap();
    let bytes = write(&example(), &target, None).unwrap();
    let text = main_text(&bytes);
    assert!(text.contains("Fee tekent graag &amp; veel &lt;3."));
    assert!(text.contains("<w:commentReference"));
    assert!(text.contains("Vul aan: het verwachte vervolgonderwijs"));
    assert!(!text.contains("ploegendienst"));
    let mut package = Package::open(&bytes).unwrap();
    assert!(package.text("word/oppkeur-comments.xml").unwrap().contains("AVG02: Kijk of dit nog geldt."));
    assert!(package.text("word/oppkeur-numbering.xml").unwrap().contains("w:numId=\"1\""));
}

#[test]
fn a_document_without_remarks_has_no_comments_part() {
    // An empty one makes Word offer a repair.
    let target = Target::built_in().unwrap();
    let bytes = write(&Converted::default(), &target, None).unwrap();
    assert!(!Package::open(&bytes).unwrap().has("word/oppkeur-comments.xml"));
}

#[test]
fn a_divided_table_keeps_its_rows_by_number() {
    let target = Target::built_in().unwrap();
    let text = main_text(&write(&example(), &target, None).unwrap());
    assert_eq!(text.matches(">Nr.<").count(), 2);
    assert_eq!(text.matches("tutorlezen").count(), 1);
    let goal = text.find("leest AVI-M4").unwrap();
    let success = text.find("toets in juni").unwrap();
    assert!(goal < success);
}

#[test]
fn all_agreements_in_a_table_of_their_own_leave_no_false_gaps() {
    let target = Target::built_in().unwrap();
    let text = main_text(&write(&example(), &target, None).unwrap());
    assert!(text.contains("tutorlezen"));
    assert!(!text.contains("Vul aan: wie doet wat"), "the example has agreements, in a table and in a list");
    assert!(text.contains("Vul aan: concrete en te evalueren doelen"), "it has no horizon");
}

#[test]
fn a_page_has_what_accessibility_asks() {
    let target = Target::built_in().unwrap();
    let bytes = write(&example(), &target, None).unwrap();
    let mut package = Package::open(&bytes).unwrap();
    assert!(package.text("word/styles.xml").unwrap().contains("<w:lang w:val=\"nl-NL\""));
    assert!(package.text("docProps/core.xml").unwrap().contains("<dc:title>Ontwikkelingsperspectief (OPP)</dc:title>"));
    let footer = package.text("word/footer1.xml").unwrap();
    assert!(footer.contains("pagina ") && footer.contains(" NUMPAGES "));
    let text = main_text(&bytes);
    assert!(text.contains("<w:tblHeader/>") && text.contains("<w:tblCaption") && text.contains("w14:checkbox"));
    assert!(text.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
}

#[test]
fn a_short_row_stays_on_one_page_and_has_its_properties_once() {
    let target = Target::built_in().unwrap();
    let text = main_text(&write(&example(), &target, None).unwrap());
    let rows = text.split("<w:tr>").skip(1).map(|row| row.split("<w:tc>").next().unwrap());
    assert!(rows.clone().all(|head| head.matches("<w:trPr>").count() <= 1));
    assert!(rows.filter(|head| head.contains("<w:cantSplit/>")).count() > 10);
}

#[test]
fn a_house_template_shows_the_old_consent_as_that_of_the_previous_version() {
    let mut b = Builder::new();
    b.section(Part::Instemming, "Instemming");
    b.text(Part::Instemming, "Ouders stemmen in, w.g. A. de Wit, 3-9-2025.");
    let (document, mapping) = b.done();
    let target = Target::built_in().unwrap();
    let converted = to_format(&document, &mapping, &[], &About::default(), &target, &Options::default());
    let form = built_in::template(&target, None, Purpose::Fill).unwrap();
    let text = main_text(&filled(&form, &converted, &target, Form::House).unwrap());
    let told = text.rfind(&target.consent.old_about).unwrap();
    assert!(told < text.find("w.g. A. de Wit").unwrap());
    assert_eq!(text.matches(&target.consent.old_about).count(), 2, "the form's own line, and ours before the words");
}

#[test]
fn consent_starts_empty() {
    let mut b = Builder::new();
    b.section(Part::Instemming, "Instemming");
    b.text(Part::Instemming, "Wij gaan akkoord. w.g. M. de Wit, 3-9-2025");
    let (document, mapping) = b.done();
    let target = Target::built_in().unwrap();
    let converted = to_format(&document, &mapping, &[], &About::default(), &target, &Options::default());
    let text = main_text(&write(&converted, &target, None).unwrap());
    let old = text.find("Uit de vorige versie").unwrap();
    let words = text.find("Wij gaan akkoord. w.g. M. de Wit, 3-9-2025").unwrap();
    let new = text.find("nieuw.instemming_ouders").unwrap();
    assert!(old < words && words < new);
    assert!(!text.contains("w14:checked w14:val=\"1\""));
}

/// A house template: a control in a line, one round a cell, a bookmark, and one control a part for the rest.
fn house(without: &str) -> Vec<u8> {
    let mut blocks = String::from("<w:p><w:r><w:t>Stichting De Vaart</w:t></w:r></w:p>");
    for tag in template::missing(&BTreeSet::new()) {
        if tag == without || matches!(tag.as_str(), "gegevens" | "data" | "doelen") {
            continue;
        }
        let prompt = part::paragraph("<w:jc w:val=\"center\"/>", &part::run("Klik hier", ""));
        blocks.push_str(&part::control(&tag, &tag, 50, "<w:showingPlcHdr/>", &prompt));
    }
    let inline = part::control("x", "gegevens", 7, "<w:text/>", &part::run("Naam", "<w:b/>"));
    blocks.push_str(&part::paragraph("", &(part::run("Leerling: ", "") + &inline)));
    let cell = part::cell(4000, 1, false, &part::paragraph("", ""));
    let row = part::row(false, false, &part::control("y", "data", 8, "", &cell));
    blocks.push_str(&part::table(&part::TableLook { widths: &[4000], lines: true, caption: "" }, &row));
    blocks
        .push_str("<w:p><w:bookmarkStart w:id=\"1\" w:name=\"doelen\"/><w:r><w:t>Onze doelen</w:t></w:r><w:bookmarkEnd w:id=\"1\"/></w:p>");
    base::document("Huisformat", &blocks).unwrap()
}

#[test]
fn a_house_template_is_filled_and_all_else_stays_byte_for_byte() {
    let target = Target::built_in().unwrap();
    let template = house("");
    let out = write(&example(), &target, Some(&template)).unwrap();
    let (before, after) = (main_text(&template), main_text(&out));
    assert!(after.contains("Stichting De Vaart") && after.contains("Onze doelen"));
    assert!(after.contains("<w:jc w:val=\"center\"/></w:pPr>"), "the template's own paragraph properties");
    assert!(after.contains("leest AVI-M4") && after.contains("OPP Fee de Wit"));
    assert!(after.starts_with(before.split("<w:sdt>").next().unwrap()));
    assert!(after.contains("Leerling: </w:t></w:r><w:sdt>"), "a control within a line stays one");
    let (mut old, mut new) = (Package::open(&template).unwrap(), Package::open(&out).unwrap());
    for part in ["word/styles.xml", "word/footer1.xml", "docProps/core.xml", "word/settings.xml"] {
        assert_eq!(old.text(part), new.text(part), "{part}");
    }
}

#[test]
fn a_template_without_a_place_for_a_part_is_refused_by_name() {
    let target = Target::built_in().unwrap();
    let error = write(&example(), &target, Some(&house("onderbouwing"))).unwrap_err();
    assert!(error.to_string().ends_with("onderbouwing"), "{error}");
    assert!(matches!(check(b"geen zip"), Err(ConvertError::NotADocument)));
}
