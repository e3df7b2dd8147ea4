//! The page: its numbers are those of the records, nothing in it can break out, and it stays small.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it fails")]

mod fictional;

use oppkeur::report::html::page;
use oppkeur::report::schools::{schools, together};
use oppkeur::report::table::rounded;
use oppkeur::report::{Legend, Record, Run};
use serde_json::Value;

fn embedded(page: &str, id: &str) -> Value {
    let open = format!("<script type=\"application/json\" id=\"{id}\">");
    let (_, rest) = page.split_once(&open).expect("the data is there");
    let (json, _) = rest.split_once("</script>").expect("and ends");
    serde_json::from_str(json).expect("and is JSON")
}

fn made(records: &[Record]) -> String {
    page(records, &Run::over(records, fictional::TODAY), &Legend::default(), None)
}

#[test]
fn the_numbers_are_those_of_the_records() {
    let records = fictional::records(300);
    let data = embedded(&made(&records), "gegevens");
    let counted: Vec<&Record> = records.iter().filter(|r| r.status == "beoordeeld" && r.actueel != "nee").collect();
    assert_eq!(data["samen"]["beoordeeld"], counted.len());
    let binding: usize = counted.iter().map(|r| r.bevindingen.iter().filter(|f| f.niveau == "wet").count()).sum();
    assert_eq!(data["samen"]["wet"], binding);
    assert_eq!(data["run"]["aantallen"]["gevonden"], 300);
    for (school, shown) in schools(&records).iter().zip(data["scholen"].as_array().unwrap()) {
        assert_eq!(shown["school"], school.school.as_str());
        assert_eq!(shown["gemiddelde"].as_f64(), school.gemiddelde.map(rounded));
    }
    let first = counted[0];
    let row = data["documenten"].as_array().unwrap().iter().find(|row| row[0] == first.document.as_str()).unwrap();
    assert_eq!(row[15], first.findings_of("wet"));
    assert_eq!(row[18].as_str().unwrap().chars().next().unwrap().to_string(), first.score("1"));
    assert_eq!(together(&records).beoordeeld, counted.len());
}

#[test]
fn nothing_in_a_record_can_end_the_script() {
    let mut records = fictional::records(3);
    for record in &mut records {
        record.document = "a/</script><script>alert(1)</script><!--.docx".into();
        record.school = "{{script}}<img src=x onerror=alert(1)>\u{2028}".into();
    }
    let mut run = Run::over(&records, fictional::TODAY);
    run.profiel.naam = "SWV <b>\"Noord\"</b> {{data}}".into();
    let page = page(&records, &run, &Legend::default(), None);
    assert_eq!(page.matches("</script>").count(), 3, "the two of data and the one of the script");
    assert!(!page.contains("<img"));
    assert!(page.contains("<title>OPP-audit SWV &lt;b&gt;&quot;Noord&quot;&lt;/b&gt; {{data}}</title>"));
    assert_eq!(embedded(&page, "gegevens")["documenten"][0][0], "a/</script><script>alert(1)</script><!--.docx");
}

#[test]
fn it_asks_nothing_of_the_network() {
    let page = made(&fictional::records(20));
    assert!(page.contains("default-src 'none'"));
    for word in ["http:", "https:", "@import", "url(", "fetch(", "innerHTML", "eval("] {
        let found = page.matches(word).filter(|_| true).count();
        let allowed = if word == "http:" { page.matches("http://www.w3.org/2000/svg").count() } else { 0 };
        assert_eq!(found, allowed, "{word}");
    }
}

#[test]
fn ten_thousand_documents_stay_under_25_megabytes() {
    // A fifth of them without optimisation, which would take a minute.
    let count = if cfg!(debug_assertions) { 2_000 } else { 10_000 };
    let page = made(&fictional::records(count));
    assert!(page.len() / count < (25 << 20) / 10_000, "{} bytes for {count}", page.len());
    if let Ok(dir) = std::env::var("OPPKEUR_KEEP") {
        std::fs::write(format!("{dir}/groot.html"), &page).unwrap();
        let (before, after) = (fictional::records(110), fictional::records(120));
        let (old, new) = (Run::over(&before, "2026-05-18"), Run::over(&after, fictional::TODAY));
        let comparison = oppkeur::report::compare::compare((&before, &old), (&after, &new)).unwrap();
        std::fs::write(format!("{dir}/klein.html"), oppkeur::report::html::page(&after, &new, &Legend::default(), Some(&comparison)))
            .unwrap();
    }
}

#[test]
fn an_empty_audit_gives_a_page_that_says_so() {
    let page = made(&[]);
    assert!(embedded(&page, "gegevens")["opvallend"][0]["zin"].as_str().unwrap().contains("geen OPP beoordeeld"));
}
