//! Fonts as far as the page estimator knows them: five families of known widths, and which of them a name is nearest to.

use super::widths;

/// A family of known widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Family {
    /// Arial, Helvetica.
    #[default]
    Sans,
    /// Arial Narrow.
    Narrow,
    /// Times New Roman.
    Serif,
    /// Calibri.
    Carlito,
    /// Cambria.
    Caladea,
    /// Verdana, and everything that is not known: about as wide as what programs put in its place.
    Wide,
    /// Courier New.
    Mono,
}

impl Family {
    /// The family nearest to a font of this name.
    pub(crate) fn named(name: &str) -> Family {
        let name = name.trim().to_lowercase();
        match name.as_str() {
            "arial narrow" | "liberation sans narrow" => return Family::Narrow,
            "helvetica" | "helvetica neue" | "arimo" | "nimbus sans" | "arialmt" => return Family::Sans,
            "calibri" | "calibri light" | "carlito" => return Family::Carlito,
            "cambria" | "caladea" => return Family::Caladea,
            "courier" | "courier new" | "liberation mono" | "cousine" => return Family::Mono,
            _ => {}
        }
        if name.starts_with("arial") || name.starts_with("liberation sans") {
            Family::Sans
        } else if name.starts_with("times") || name.starts_with("liberation serif") || name == "tinos" {
            Family::Serif
        } else {
            Family::Wide
        }
    }
}

/// A family at a size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Face {
    pub(crate) family: Family,
    pub(crate) bold: bool,
    /// Points.
    pub(crate) size: f32,
}

/// How far a character moves the pen, in points.
pub(crate) fn width(c: char, face: Face) -> f32 {
    let units = match (face.family, c) {
        (_, '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}') => 0.0,
        (Family::Mono, _) => 600.0,
        (Family::Narrow, _) => 0.82 * units(c, Family::Sans, face.bold),
        (family, _) => units(c, family, face.bold),
    };
    units * face.size / 1000.0
}

/// Height of a line in this font, in points: ascent, descent and gap as the font gives them (`hhea`, or the typographic
/// ones where the font asks for these).
pub(crate) fn line_height(face: Face) -> f32 {
    let times = match face.family {
        Family::Sans | Family::Narrow | Family::Serif | Family::Caladea => 1.15,
        Family::Carlito => 1.2207,
        Family::Wide => 1.1641,
        Family::Mono => 1.1328,
    };
    times * face.size
}

fn units(c: char, family: Family, bold: bool) -> f32 {
    let table = widths::of(family, bold);
    let code = c as u32;
    let known = match code {
        0x20..=0x17F => table.letters.get((code - 0x20) as usize),
        _ => widths::SIGNS.iter().position(|sign| *sign == c).and_then(|place| table.signs.get(place)),
    };
    match known {
        Some(units) => f32::from(*units),
        // East Asian letters and pictures are square; what else there is, is about as wide as an average letter.
        None if code >= 0x2E80 => 1000.0,
        None => 560.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_fonts() {
        let arial = Face { family: Family::named("Arial"), bold: false, size: 10.0 };
        assert!((width('a', arial) - 5.56).abs() < 0.01);
        assert!((width('é', arial) - 5.56).abs() < 0.01);
        assert!((width(' ', arial) - 2.78).abs() < 0.01);
        assert_eq!(Family::named("Times New Roman"), Family::Serif);
        assert_eq!(Family::named("Onbekend Schoolfont"), Family::Wide);
    }
}
