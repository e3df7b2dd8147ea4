//! The letters: what they say agrees with the records, and how they say it is plain and kind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use oppkeur::report::letter_docx::docx;
use oppkeur::report::letter_html;
use oppkeur::report::letters::{Letter, Piece, note, school_letter, school_letters};
use oppkeur::report::wording::Wording;
use oppkeur::report::{Legend, Record, Run};

fn letters(records: &[Record]) -> Vec<(String, Letter)> {
    school_letters(records, &Run::over(records, fictional::TODAY), &Legend::default(), &Wording::shipped().unwrap())
}

fn sentences(letter: &Letter) -> Vec<String> {
    let mut all = vec![letter.title.clone(), letter.subtitle.clone()];
    for piece in &letter.pieces {
        match piece {
            Piece::Heading(words) | Piece::Text(words) => all.push(words.clone()),
            Piece::List(items) => all.extend(items.iter().cloned()),
            Piece::Step(step) => all.extend([step.title.clone(), step.why.clone(), step.advice.clone(), step.example.clone()]),
            Piece::Table { rows, .. } => all.extend(rows.iter().flatten().cloned()),
            _ => {}
        }
    }
    all
}

#[test]
fn every_school_gets_a_letter_with_three_steps() {
    let records = fictional::records(400);
    let letters = letters(&records);
    assert_eq!(letters.len(), 8);
    for (school, letter) in &letters {
        assert!(letter.title.contains(school.as_str()));
        assert_eq!(letter.pieces.iter().filter(|piece| matches!(piece, Piece::Step(_))).count(), 3, "{school}");
    }
}

#[test]
fn the_steps_say_how_many_opps_they_touch() {
    let records: Vec<Record> = fictional::records(400).into_iter().filter(|r| r.school == "sbo-de-klaverhoek").collect();
    let letter = &letters(&records)[0].1;
    let counted: Vec<&Record> = records.iter().filter(|r| r.counts()).collect();
    let legend = Legend::default();
    for piece in &letter.pieces {
        if let Piece::Step(step) = piece {
            let code = legend.codes.iter().find(|code| code.titel == step.title).unwrap();
            let many = counted.iter().filter(|r| r.bevindingen.iter().any(|f| f.code == code.code)).count();
            assert!(step.why.contains(&format!("bij {many} van {} OPP's", counted.len())), "{}: {}", step.title, step.why);
        }
    }
}

#[test]
fn examples_are_from_the_rules_and_no_fragment_of_a_document_is_in_a_letter() {
    let mut records = fictional::records(60);
    for finding in records.iter_mut().flat_map(|r| &mut r.bevindingen) {
        finding.fragment = "Kanariewoord".into();
    }
    let run = Run::over(&records, fictional::TODAY);
    let wording = Wording::shipped().unwrap();
    for (_, letter) in letters(&records) {
        assert!(!letter_html::page(&letter).contains("Kanariewoord"));
    }
    for record in &records {
        if let Some(letter) = note(record, &run, &Legend::default(), &wording) {
            assert!(!sentences(&letter).join(" ").contains("Kanariewoord"));
        }
    }
}

#[test]
fn the_tone_is_kind_and_the_language_plain() {
    let records = fictional::records(200);
    for (school, letter) in letters(&records) {
        for text in sentences(&letter) {
            let lower = text.to_lowercase();
            for word in [
                "niet gebeurd",
                "nagelaten",
                "vergeten",
                "schuld",
                "onvoldoende",
                "slecht",
                "ondermaats",
                "gebrekkig",
                "moeten",
                "ontbreekt",
            ] {
                assert!(!lower.contains(word), "{school}: '{word}' in: {text}");
            }
            for sentence in text.split_inclusive(['.', '?', '!', ':']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 25, "{words} words: {sentence}");
            }
        }
        let all: Vec<String> = sentences(&letter);
        let text = all.join(" ");
        let words = text.split_whitespace().count();
        let long = text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 14).count();
        assert!(long * 25 < words, "{long} long words of {words}");
    }
}

#[test]
fn a_school_without_a_judged_opp_gets_a_letter_that_says_so() {
    let mut scan = Record::default();
    scan.school = "de-linde".into();
    scan.status = "niet_leesbaar".into();
    let letter = &letters(&[scan])[0].1;
    assert_eq!(letter.pieces.len(), 1);
}

#[test]
fn a_note_names_the_document_and_at_most_four_tips() {
    let records = fictional::records(100);
    let run = Run::over(&records, fictional::TODAY);
    let wording = Wording::shipped().unwrap();
    let busy = records.iter().filter(|r| r.status == "beoordeeld").max_by_key(|r| r.bevindingen.len()).unwrap();
    let letter = note(busy, &run, &Legend::default(), &wording).unwrap();
    assert!(letter.subtitle.contains(busy.document.rsplit('/').next().unwrap()));
    assert_eq!(letter.pieces.iter().filter(|piece| matches!(piece, Piece::Step(_))).count(), 4);
    let blank = records.iter().find(|r| r.status == "geen_opp").unwrap();
    assert!(note(blank, &run, &Legend::default(), &wording).is_none());
}

#[test]
fn the_word_document_holds_the_letter_and_is_the_same_every_time() {
    let records = fictional::records(200);
    let run = Run::over(&records, fictional::TODAY);
    let own: Vec<Record> = records.into_iter().filter(|r| r.school == "ikc-de-vlinder").collect();
    let letter = school_letter("IKC & <De> Vlinder\u{0}", &own, &run, &Legend::default(), &Wording::shipped().unwrap());
    let bytes = docx(&letter).unwrap();
    assert_eq!(bytes, docx(&letter).unwrap());
    let again = std::thread::scope(|scope| scope.spawn(|| docx(&letter).unwrap()).join().unwrap());
    assert_eq!(bytes, again, "also on another thread");
    let read = docx_rs::read_docx(&bytes).unwrap();
    let text = read.json();
    assert!(text.contains("IKC & <De> Vlinder"));
    if let Ok(dir) = std::env::var("OPPKEUR_KEEP") {
        std::fs::write(format!("{dir}/brief.docx"), &bytes).unwrap();
        std::fs::write(format!("{dir}/brief.html"), letter_html::page(&letter)).unwrap();
        let busy = own.iter().filter(|r| r.status == "beoordeeld").max_by_key(|r| r.bevindingen.len()).unwrap();
        let tips = note(busy, &run, &Legend::default(), &Wording::shipped().unwrap()).unwrap();
        std::fs::write(format!("{dir}/tips.docx"), docx(&tips).unwrap()).unwrap();
        let empty = school_letter("leeg", &[], &run, &Legend::default(), &Wording::shipped().unwrap());
        std::fs::write(format!("{dir}/leeg.docx"), docx(&empty).unwrap()).unwrap();
    }
}

#[test]
fn letters_are_files_by_school_and_by_document() {
    let records = fictional::records(60);
    let run = Run::over(&records, fictional::TODAY);
    let files = oppkeur::report::outputs::letters(&records, &run, &Legend::default(), true).unwrap();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"verbeterrapport/sbo-de-klaverhoek.docx") && names.contains(&"verbeterrapport/sbo-de-klaverhoek.html"));
    let notes = names.iter().filter(|name| name.matches('/').count() == 2).count();
    assert_eq!(notes, records.iter().filter(|r| r.counts()).count());
}
