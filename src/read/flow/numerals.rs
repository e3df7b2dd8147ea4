//! List numbers as they are shown: 3, III, iii, C, c.

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::read) enum Numerals {
    /// 1, 2, 3.
    #[default]
    Arabic,
    /// 01, 02, 03.
    ArabicZero,
    /// I, II, III.
    UpperRoman,
    /// i, ii, iii.
    LowerRoman,
    /// A, B, … Z, AA, BB.
    UpperLetter,
    /// a, b, … z, aa, bb.
    LowerLetter,
    /// Nothing is shown.
    None,
}

const ROMAN: [(u32, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

/// The number as it is shown.
pub(in crate::read) fn numeral(numerals: Numerals, number: u32) -> String {
    match numerals {
        Numerals::Arabic => number.to_string(),
        Numerals::ArabicZero => format!("{number:02}"),
        Numerals::UpperRoman => roman(number).to_uppercase(),
        Numerals::LowerRoman => roman(number),
        Numerals::UpperLetter => letters(number).to_uppercase(),
        Numerals::LowerLetter => letters(number),
        Numerals::None => String::new(),
    }
}

/// Whether a list mark is a number, and so part of the words; a lone "o" is the circle of Word's second level.
pub(in crate::read) fn is_shown(mark: &str) -> bool {
    mark != "o" && mark.chars().any(char::is_alphanumeric)
}

fn roman(number: u32) -> String {
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut left = number;
    let mut shown = String::new();
    for (value, letters) in ROMAN {
        while left >= value {
            shown.push_str(letters);
            left -= value;
        }
    }
    shown
}

/// Word and LibreOffice double the letter after z: aa, bb, cc.
fn letters(number: u32) -> String {
    let Some(before) = number.checked_sub(1).filter(|before| *before < 780) else { return number.to_string() };
    let letter = char::from(b'a' + u8::try_from(before % 26).unwrap_or(0));
    std::iter::repeat_n(letter, usize::try_from(before / 26).unwrap_or(0) + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_shows_them() {
        assert_eq!(numeral(Numerals::UpperRoman, 14), "XIV");
        assert_eq!(numeral(Numerals::LowerRoman, 4), "iv");
        assert_eq!(numeral(Numerals::LowerLetter, 26), "z");
        assert_eq!(numeral(Numerals::UpperLetter, 28), "BB");
        assert_eq!(numeral(Numerals::ArabicZero, 7), "07");
        assert_eq!(numeral(Numerals::LowerRoman, 0), "0");
    }
}
