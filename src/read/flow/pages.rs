//! Code pages of old Windows, DOS and Macintosh.

use encoding_rs::Encoding;

/// How bytes become letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::read) enum CodePage {
    /// One that encoding_rs knows.
    Known(&'static Encoding),
    /// DOS, the United States.
    Dos437,
    /// DOS, Western Europe.
    Dos850,
}

impl Default for CodePage {
    fn default() -> CodePage {
        CodePage::Known(encoding_rs::WINDOWS_1252)
    }
}

impl CodePage {
    /// By the number of Windows; what is not known is Western.
    pub(in crate::read) fn numbered(number: u32) -> CodePage {
        CodePage::Known(match number {
            437 => return CodePage::Dos437,
            708 | 850 | 858 => return CodePage::Dos850,
            866 => encoding_rs::IBM866,
            874 => encoding_rs::WINDOWS_874,
            932 => encoding_rs::SHIFT_JIS,
            936 => encoding_rs::GBK,
            949 | 1361 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            1250 => encoding_rs::WINDOWS_1250,
            1251 => encoding_rs::WINDOWS_1251,
            1253 => encoding_rs::WINDOWS_1253,
            1254 => encoding_rs::WINDOWS_1254,
            1255 => encoding_rs::WINDOWS_1255,
            1256 => encoding_rs::WINDOWS_1256,
            1257 => encoding_rs::WINDOWS_1257,
            1258 => encoding_rs::WINDOWS_1258,
            10000 => encoding_rs::MACINTOSH,
            10007 => encoding_rs::X_MAC_CYRILLIC,
            65001 => encoding_rs::UTF_8,
            _ => encoding_rs::WINDOWS_1252,
        })
    }

    /// By a font's character set (`\fcharset`, FFN `chs`); `None` where the set says nothing of its own.
    pub(in crate::read) fn charset(charset: u32) -> Option<CodePage> {
        Some(CodePage::numbered(match charset {
            0 => 1252,
            77 => 10000,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        }))
    }

    /// Whether a letter may take two bytes.
    pub(in crate::read) fn is_double(self) -> bool {
        matches!(self, CodePage::Known(encoding) if !encoding.is_single_byte())
    }

    /// Bytes to text; what has no letter becomes U+FFFD.
    pub(in crate::read) fn decode(self, bytes: &[u8]) -> String {
        match self {
            CodePage::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            CodePage::Dos437 => dos(bytes, CP437),
            CodePage::Dos850 => dos(bytes, CP850),
        }
    }
}

fn dos(bytes: &[u8], upper: &str) -> String {
    let upper: Vec<char> = upper.chars().collect();
    let letter = |&byte: &u8| match byte.checked_sub(0x80) {
        Some(index) => upper.get(usize::from(index)).copied().unwrap_or('\u{FFFD}'),
        None => char::from(byte),
    };
    bytes.iter().map(letter).collect()
}

const CP437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const CP850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_letters_are_told_apart() {
        assert_eq!(CodePage::numbered(850).decode(b"ge\x89valueerd, caf\x82"), "geëvalueerd, café");
        assert_eq!(CodePage::numbered(437).decode(b"\x98"), "ÿ");
        assert_eq!(CodePage::numbered(10000).decode(b"ge\x91valueerd"), "geëvalueerd");
        assert_eq!(CodePage::charset(0).map(|page| page.decode(b"\x80 5")), Some("€ 5".to_owned()));
        assert!(CodePage::charset(2).is_none());
    }
}
