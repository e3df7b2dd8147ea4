//! Heading styles by their names, in the languages that school computers had.

/// The level (1 to 9) that the name of a built-in heading style tells; a title is a heading of level 1.
pub(in crate::read) fn heading_name(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if matches!(name.as_str(), "title" | "titel") {
        return Some(1);
    }
    let rest = ["heading", "kop", "überschrift", "titre"].iter().find_map(|word| name.strip_prefix(word))?;
    let level: u8 = rest.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_heading_styles() {
        assert_eq!(heading_name("heading 2"), Some(2));
        assert_eq!(heading_name("Kop 1"), Some(1));
        assert_eq!(heading_name("kop3"), Some(3));
        assert_eq!(heading_name("Titel"), Some(1));
        assert_eq!(heading_name("Kop- en voettekst"), None);
        assert_eq!(heading_name("Standaard"), None);
    }
}
