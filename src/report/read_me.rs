//! `LEES-MIJ.txt`: which of the reports to open first, and what their words mean.

/// Which reports there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reports {
    /// The tables as CSV.
    pub csv: bool,
    /// `oppkeur.xlsx`.
    pub xlsx: bool,
    /// `oppkeur.html`.
    pub html: bool,
    /// The letters to schools.
    pub letters: bool,
    /// What may leave the school.
    pub shareable: bool,
}

/// Which file to open first and what the words mean, in about ten lines (`LEES-MIJ.txt`); `warning` stands above them.
#[must_use]
pub fn text(reports: &Reports, warning: &str) -> Vec<u8> {
    let mut lines: Vec<&str> = Vec::new();
    if reports.html {
        lines.push("Open eerst oppkeur.html: het overzicht, de scholen en elk document. Het opent in uw browser en werkt zonder internet.");
    }
    if reports.xlsx {
        lines.push("oppkeur.xlsx is de werkmap: sorteer en filter zelf. Het blad Leeswijzer legt de punten, codes en niveaus uit.");
    }
    if reports.csv {
        lines.push(if reports.html || reports.xlsx {
            "documenten.csv heeft één regel per bestand, met de status, de lengte en de scores van 1 tot 5."
        } else {
            "Open eerst documenten.csv: één regel per bestand, met de status, de lengte en de scores van 1 tot 5."
        });
        lines.push("bevindingen.csv zegt per bevinding waar zij staat (plaats), waarop zij rust (fragment), waarom (uitleg) en wat u kunt doen (advies).");
        lines.push("scores.csv zegt bij elk punt waarom het die score kreeg (nvt = niet van toepassing). onderdelen.csv zegt welke onderdelen er zijn.");
        lines.push("scholen.csv telt alles per school op, formulieren.csv per formulier; spiegel.csv zegt welke thema's vaak terugkomen.");
    }
    if reports.letters {
        lines.push("In de map verbeterrapport staat voor elke school een brief: wat goed gaat, wat het meest helpt en wat eerst moet.");
    }
    if reports.shareable {
        lines.push("In de map deelbaar staat wat de school uit mag: geen documenten, geen namen, geen kleine aantallen.");
    }
    lines.extend([
        "niveau: wet = niet gevonden in dit document; advies = de Handreiking vraagt het; controle = kijk zelf even. Bij zekerheid laag: kijk altijd zelf.",
        "Namen en nummers in fragmenten zijn afgeschermd; alleen in de kolom document kan een naam staan. Deel dit met wie het nodig heeft.",
        "Niet gevonden betekent niet: niet gebeurd. Het kan ergens anders staan of getekend zijn.",
        "audit.jsonl is voor programma's; uitvoering.json zegt hoe en waarmee dit is gemaakt. Alles weghalen: oppkeur purge en de naam van deze map.",
    ]);
    let numbered: String = lines.iter().zip(1..).map(|(line, n)| format!("{n}. {line}\r\n")).collect();
    let warning = if warning.is_empty() { String::new() } else { format!("{warning}\r\n\r\n") };
    format!("Lees mij: de uitkomst van oppkeur\r\n\r\n{warning}{numbered}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_what_is_there_and_the_page_first() {
        let both = String::from_utf8(text(&Reports { csv: true, html: true, ..Reports::default() }, "")).unwrap();
        assert!(both.contains("1. Open eerst oppkeur.html"));
        assert!(!both.contains("oppkeur.xlsx") && !both.contains("verbeterrapport") && !both.contains("map deelbaar"));
        let only_csv = String::from_utf8(text(&Reports { csv: true, ..Reports::default() }, "")).unwrap();
        assert!(only_csv.contains("1. Open eerst documenten.csv"));
    }
}
