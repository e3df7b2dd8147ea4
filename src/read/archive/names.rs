//! Names of members made safe: no way out of the folder, no sign that hides or turns what is read.

use std::collections::HashSet;

use super::Member;

/// Letters that one part of a path has at most.
const LONGEST: usize = 150;

/// A path of an archive as a plain relative path; `bestand` when nothing is left of it.
pub(super) fn safe(path: &str) -> String {
    let parts: Vec<String> = path.split(['/', '\\']).map(part).filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { "bestand".to_owned() } else { parts.join("/") }
}

/// Whether programs leave it behind beside the files of people.
pub(super) fn is_litter(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|p| p == "__MACOSX")
        || last.starts_with("._")
        || matches!(last.to_lowercase().as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}

/// Numbers members that would have one name.
pub(super) fn make_unique(members: &mut [Member]) {
    let mut taken = HashSet::new();
    for member in members {
        let mut name = member.name.clone();
        let mut number = 2;
        while !taken.insert(name.to_lowercase()) {
            name = numbered(&member.name, number);
            number += 1;
        }
        member.name = name;
    }
}

fn numbered(name: &str, number: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => format!("{stem} ({number}).{extension}"),
        _ => format!("{name} ({number})"),
    }
}

fn part(text: &str) -> String {
    let hides =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let clean: String = text
        .chars()
        .filter(|&c| !hides(c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '!') { '_' } else { c })
        .collect();
    let clean = clean.trim().trim_end_matches(['.', ' ']);
    if clean.trim_matches('.').is_empty() {
        return String::new();
    }
    let length = clean.chars().count();
    if length <= LONGEST {
        return clean.to_owned();
    }
    // The end tells the format.
    let tail: String = clean.chars().skip(length - 20).collect();
    clean.chars().take(LONGEST - 21).collect::<String>() + "…" + &tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_points_nowhere() {
        for (path, want) in [
            ("../../etc/passwd", "etc/passwd"),
            ("C:\\Users\\juf\\opp.docx", "C_/Users/juf/opp.docx"),
            ("/map//./opp.docx", "map/opp.docx"),
            ("opp\u{202e}xcod.exe", "oppxcod.exe"),
            ("a\0b.docx. ", "ab.docx"),
            ("..", "bestand"),
            ("wat!/nu.pdf", "wat_/nu.pdf"),
        ] {
            assert_eq!(safe(path), want);
        }
        assert!(safe(&format!("{}.docx", "x".repeat(400))).ends_with(".docx"));
        assert!(is_litter("__MACOSX/._opp.docx") && !is_litter("groep 8/opp.docx"));
    }

    #[test]
    fn two_of_one_name_are_told_apart() {
        let member = |name: &str| Member { name: name.to_owned(), ..Member::default() };
        let mut members = [member("a.docx"), member("A.docx"), member("a.docx"), member("b")];
        make_unique(&mut members);
        let names: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["a.docx", "A (2).docx", "a (3).docx", "b"]);
    }
}
