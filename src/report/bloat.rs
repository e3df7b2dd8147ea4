//! Where the words of OPPs are, and how many A4 could go because they belong elsewhere.

use super::legend::Legend;
use super::record::Record;

/// Words of one part over a set of documents.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartVolume {
    /// Part id.
    pub onderdeel: String,
    /// Documents with words in it.
    pub documenten: usize,
    /// Words people wrote in it.
    pub woorden: u64,
    /// The A4 they fill: each document's share of words, of its own A4.
    pub a4: f64,
    /// Whether it does not belong in an OPP.
    pub weg: bool,
}

/// Volume of all parts together.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Volume {
    /// Parts by the A4 they fill, most first; none without words.
    pub parts: Vec<PartVolume>,
    /// A4 of all the documents.
    pub a4: u64,
    /// A4 of the parts that belong elsewhere.
    pub a4_weg: f64,
}

impl Volume {
    /// The parts that belong elsewhere, most A4 first.
    pub fn could_go(&self) -> impl Iterator<Item = &PartVolume> {
        self.parts.iter().filter(|part| part.weg)
    }
}

/// The volume of the documents that count ([`Record::counts`]).
#[must_use]
pub fn volume<'a>(records: impl IntoIterator<Item = &'a Record>, legend: &Legend) -> Volume {
    let mut volume = Volume::default();
    for record in records.into_iter().filter(|record| record.counts()) {
        let pages = record.a4.unwrap_or(0);
        volume.a4 += u64::from(pages);
        let words: u64 =
            record.onderdelen.iter().map(|part| u64::from(part.woorden)).sum::<u64>().max(u64::from(record.woorden.unwrap_or(0)));
        for part in record.onderdelen.iter().filter(|part| part.woorden > 0) {
            let share = f64::from(part.woorden) / words as f64 * f64::from(pages);
            let weg = legend.part(&part.onderdeel).is_some_and(|entry| entry.is_bloat());
            if weg {
                volume.a4_weg += share;
            }
            match volume.parts.iter_mut().find(|known| known.onderdeel == part.onderdeel) {
                Some(known) => {
                    known.documenten += 1;
                    known.woorden += u64::from(part.woorden);
                    known.a4 += share;
                }
                None => volume.parts.push(PartVolume {
                    onderdeel: part.onderdeel.clone(),
                    documenten: 1,
                    woorden: u64::from(part.woorden),
                    a4: share,
                    weg,
                }),
            }
        }
    }
    volume.parts.sort_by(|a, b| b.a4.total_cmp(&a.a4).then(a.onderdeel.cmp(&b.onderdeel)));
    volume
}

#[cfg(test)]
mod tests {
    use super::super::record::PartRow;
    use super::*;

    #[test]
    fn a_document_gives_its_a4_by_its_words() {
        let part = |onderdeel: &str, woorden| PartRow { onderdeel: onderdeel.into(), woorden, ..PartRow::default() };
        let record = Record {
            status: "beoordeeld".into(),
            a4: Some(8),
            woorden: Some(2000),
            onderdelen: vec![part("doelen", 500), part("voorgeschiedenis", 750), part("onderzoek", 250), part("evaluatie", 0)],
            ..Record::default()
        };
        let older = Record { actueel: "nee".into(), ..record.clone() };
        let volume = volume([&record, &older], &Legend::default());
        assert_eq!(volume.a4, 8);
        assert!((volume.a4_weg - 4.0).abs() < 1e-9, "(750 + 250) of 2000 words is half of 8 A4");
        let order: Vec<_> = volume.parts.iter().map(|p| (p.onderdeel.as_str(), p.documenten, p.woorden)).collect();
        assert_eq!(order, [("voorgeschiedenis", 1, 750), ("doelen", 1, 500), ("onderzoek", 1, 250)]);
        assert_eq!(volume.could_go().map(|p| p.onderdeel.as_str()).collect::<Vec<_>>(), ["voorgeschiedenis", "onderzoek"]);
    }
}
