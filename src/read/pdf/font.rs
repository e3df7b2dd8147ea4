//! What the codes of a font mean: letters, widths, bold and italic.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Document, Object, Stream};
use skrifa::{FontRef, MetadataProvider};

use super::access::{as_dict, as_number, dict, get, list, matrix, name, number, numbers, resolve, unpack};
use super::encoding::{Base, Standard, unicode_of};

/// Entries taken from a `W` array; more is not a font but an attack.
const MAX_WIDTHS: usize = 100_000;
/// Codes below this are looked up once.
const TABLE: u32 = 8192;
/// Bits of a font descriptor's `Flags` (ISO 32000-1, table 123).
const SYMBOLIC: i64 = 1 << 2;
const ITALIC: i64 = 1 << 6;
const FORCE_BOLD: i64 = 1 << 18;

/// What one code shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Letters {
    /// Nobody can tell.
    Unknown,
    One(char),
    Many(Rc<[char]>),
}

/// One code of a string: its letters and its advance in text space (1 is the font size).
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) letters: Letters,
    pub(super) advance: f32,
    /// Whether word spacing applies (a single byte 32).
    pub(super) space: bool,
}

/// A font of the document.
pub(super) struct Font<'a> {
    pub(super) bold: bool,
    pub(super) italic: bool,
    kind: Kind,
    to_unicode: Option<CMap>,
    /// `ToUnicode` says that the codes are Unicode themselves.
    unicode_codes: bool,
    /// The height of its letters where the font's own measure is not an em (Type 3).
    em: f32,
    /// Lower-case name without the subset tag.
    name: String,
    /// The embedded font file, packed, and how far it may unpack.
    packed: Option<&'a Stream>,
    limit: usize,
    file: OnceCell<Option<Vec<u8>>>,
    /// Glyph index to letter, from the embedded file.
    reverse: OnceCell<HashMap<u32, char>>,
    /// What was looked up before, by code, with the length of the code.
    cache: RefCell<Vec<Option<(usize, Shown)>>>,
}

enum Kind {
    Simple { names: Vec<Option<String>>, widths: Vec<Option<f32>>, missing: f32, standard: Option<Standard>, scale: f32, symbolic: bool },
    Composite(Box<Composite>),
}

/// First and last CID, and the width of each.
type Range = (u32, u32, f32);

struct Composite {
    /// Codes to CIDs.
    codes: CMap,
    identity: bool,
    widths: HashMap<u32, f32>,
    ranges: Vec<Range>,
    default: f32,
    /// CIDs to Unicode, of a known character collection.
    collection: Option<CMap>,
    gids: Option<Vec<u8>>,
}

impl<'a> Font<'a> {
    /// Reads a font dictionary; whatever is wrong in it is taken for absent. Streams up to `limit` bytes.
    pub(super) fn read(doc: &'a Document, font: &'a Dictionary, limit: usize) -> Font<'a> {
        let subtype = name(doc, font, b"Subtype").unwrap_or_default();
        let descendant = list(doc, font, b"DescendantFonts").first().and_then(|d| as_dict(resolve(doc, d)));
        let descriptor = dict(doc, descendant.unwrap_or(font), b"FontDescriptor");
        let full_name = name(doc, font, b"BaseFont")
            .or_else(|| descriptor.and_then(|d| name(doc, d, b"FontName")))
            .map(|n| String::from_utf8_lossy(n).into_owned())
            .unwrap_or_default();
        let name = strip_subset_tag(&full_name).to_lowercase();
        let flags = descriptor.and_then(|d| number(doc, d, b"Flags")).map_or(0, |f| f as i64);
        let packed = descriptor.and_then(|d| font_file(doc, d));
        let (bold, italic) = style(doc, &name, descriptor, flags);
        let to_unicode = match get(doc, font, b"ToUnicode") {
            Some(Object::Stream(stream)) => unpack(stream, limit).and_then(|data| CMap::parse(&data, load_embedded)),
            _ => None,
        };
        let unicode_codes = matches!(get(doc, font, b"ToUnicode"), Some(Object::Name(n)) if n.starts_with(b"Identity"));
        let em = if subtype == b"Type3" { type3_em(doc, font) } else { 1.0 };
        let kind = match descendant {
            Some(descendant) => Kind::Composite(Box::new(composite(doc, font, descendant, limit))),
            None => simple(doc, font, subtype, &name, descriptor, flags),
        };
        Font {
            bold,
            italic,
            kind,
            to_unicode,
            unicode_codes,
            em,
            name,
            packed,
            limit,
            file: OnceCell::new(),
            reverse: OnceCell::new(),
            cache: RefCell::new(Vec::new()),
        }
    }

    /// What its letters measure where the font size says 1.
    pub(super) fn em(&self) -> f32 {
        self.em
    }

    /// Calls `each` for every code in a string.
    pub(super) fn decode(&self, bytes: &[u8], mut each: impl FnMut(Shown)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, len) = self.next_code(rest);
            rest = rest.get(len..).unwrap_or_default();
            each(self.shown(code, len));
        }
    }

    fn shown(&self, code: u32, len: usize) -> Shown {
        if code >= TABLE {
            return self.look_up(code, len);
        }
        let at = code as usize;
        if let Some(Some((known, shown))) = self.cache.borrow().get(at)
            && *known == len
        {
            return shown.clone();
        }
        let fresh = self.look_up(code, len);
        let mut cache = self.cache.borrow_mut();
        if at >= cache.len() {
            cache.resize((at + 1).next_power_of_two(), None);
        }
        if let Some(slot) = cache.get_mut(at) {
            *slot = Some((len, fresh.clone()));
        }
        fresh
    }

    fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        let Kind::Composite(font) = &self.kind else { return (u32::from(bytes.first().copied().unwrap_or(0)), 1) };
        let value = |len: usize| bytes.iter().take(len).fold(0_u32, |v, &b| v << 8 | u32::from(b));
        if !font.identity {
            for len in 1..=bytes.len().min(4) {
                if font.codes.lookup_cid_code(value(len), len as u8).is_some() {
                    return (value(len), len);
                }
            }
        }
        (value(2), bytes.len().min(2))
    }

    fn look_up(&self, code: u32, len: usize) -> Shown {
        let space = code == 32 && len == 1;
        match &self.kind {
            Kind::Simple { names, widths, missing, standard, scale, symbolic } => {
                let name = names.get(code as usize).and_then(Option::as_deref);
                let width = widths
                    .get(code as usize)
                    .copied()
                    .flatten()
                    .or_else(|| standard.and_then(|s| s.width(name.unwrap_or("space"))))
                    .unwrap_or(*missing);
                Shown { letters: self.simple_letters(code, name, *symbolic), advance: width * scale, space }
            }
            Kind::Composite(font) => {
                let cid = font.codes.lookup_cid_code(code, len as u8).unwrap_or(code);
                let in_range = || font.ranges.iter().find(|(lo, hi, _)| (*lo..=*hi).contains(&cid)).map(|r| r.2);
                let width = font.widths.get(&cid).copied().or_else(in_range).unwrap_or(font.default);
                Shown { letters: self.composite_letters(code, cid, font), advance: width / 1000.0, space }
            }
        }
    }

    fn simple_letters(&self, code: u32, name: Option<&str>, symbolic: bool) -> Letters {
        if let Some(letters) = self.by_to_unicode(code) {
            return letters;
        }
        if let Some(c) = pictogram(&self.name, code) {
            return Letters::One(c);
        }
        if let Some(name) = name {
            return unicode_of(name).map_or(Letters::Unknown, |text| letters_of(&text));
        }
        if let Some(c) = self.by_font_file(code) {
            return Letters::One(c);
        }
        match char::from_u32(code) {
            Some(c) if !symbolic && (' '..='~').contains(&c) => Letters::One(c),
            _ => Letters::Unknown,
        }
    }

    fn composite_letters(&self, code: u32, cid: u32, font: &Composite) -> Letters {
        if let Some(letters) = self.by_to_unicode(code) {
            return letters;
        }
        if let Some(found) = font.collection.as_ref().and_then(|map| map.lookup_bf_string(cid)) {
            return bf_letters(&found);
        }
        let gid = match &font.gids {
            None => cid,
            Some(map) => {
                let at = cid as usize * 2;
                match (map.get(at), map.get(at + 1)) {
                    (Some(high), Some(low)) => u32::from(*high) << 8 | u32::from(*low),
                    _ => return Letters::Unknown,
                }
            }
        };
        if let Some(c) = self.reverse_map().get(&gid) {
            return Letters::One(*c);
        }
        let itself = char::from_u32(code).filter(|_| self.unicode_codes);
        itself.map_or(Letters::Unknown, |c| letters_of(c.encode_utf8(&mut [0; 4])))
    }

    /// By `ToUnicode`; U+0000 and U+FFFD say nothing, and a private letter of a symbol font has a meaning of its own.
    fn by_to_unicode(&self, code: u32) -> Option<Letters> {
        let letters = bf_letters(&self.to_unicode.as_ref()?.lookup_bf_string(code)?);
        match letters {
            Letters::Unknown => None,
            Letters::One(c @ '\u{F020}'..='\u{F0FF}') => {
                let low = u32::from(c) - 0xF000;
                pictogram(&self.name, low).or_else(|| symbol(&self.name, low)).map(Letters::One).or(Some(letters))
            }
            _ => Some(letters),
        }
    }

    /// By the embedded font: the glyph of a code in its symbol or Roman table, then the letter of that glyph.
    fn by_font_file(&self, code: u32) -> Option<char> {
        let font = FontRef::new(self.font_file()?).ok()?;
        let charmap = font.charmap();
        let gid = charmap.map(0xF000 + code).or_else(|| charmap.map(code))?;
        let named = font.glyph_names().get(gid).and_then(|name| unicode_of(name.as_str())).and_then(|text| text.chars().next());
        if named.is_some() {
            return named;
        }
        self.reverse_map().get(&gid.to_u32()).copied()
    }

    /// Unpacked when a code first needs it: most fonts say what they mean without.
    fn font_file(&self) -> Option<&[u8]> {
        self.file.get_or_init(|| self.packed.and_then(|stream| unpack(stream, self.limit))).as_deref()
    }

    fn reverse_map(&self) -> &HashMap<u32, char> {
        self.reverse.get_or_init(|| {
            let mut map = HashMap::new();
            let Some(font) = self.font_file().and_then(|data| FontRef::new(data).ok()) else { return map };
            for (code, gid) in font.charmap().mappings().take(MAX_WIDTHS) {
                if let Some(c) = char::from_u32(code).filter(|c| !('\u{E000}'..='\u{F8FF}').contains(c)) {
                    map.entry(gid.to_u32()).or_insert(c);
                }
            }
            map
        })
    }
}

fn strip_subset_tag(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

fn font_file<'a>(doc: &'a Document, descriptor: &'a Dictionary) -> Option<&'a Stream> {
    [b"FontFile2".as_slice(), b"FontFile3"].iter().find_map(|key| match get(doc, descriptor, key) {
        Some(Object::Stream(stream)) => Some(stream),
        _ => None,
    })
}

/// Type 3 fonts measure as they like: some have letters of 20 units at a size of a quarter point.
fn type3_em(doc: &Document, font: &Dictionary) -> f32 {
    let bounds = numbers::<4>(doc, list(doc, font, b"FontBBox")).map_or(0.0, |[_, low, _, high]| (high - low).abs());
    let height = bounds * matrix(doc, font, b"FontMatrix").map_or(0.001, |m| m.d.abs());
    if (5.0..1e6).contains(&height) || (1e-6..0.2).contains(&height) { height as f32 } else { 1.0 }
}

/// Bold and italic: by name, weight, flags, angle and stem.
fn style(doc: &Document, name: &str, descriptor: Option<&Dictionary>, flags: i64) -> (bool, bool) {
    let value = |key: &[u8]| descriptor.and_then(|d| number(doc, d, key));
    let by_name = ["bold", "black", "heavy", "demi", ",b"].iter().any(|w| name.contains(w));
    let bold = by_name
        || value(b"FontWeight").is_some_and(|w| w >= 600.0)
        || flags & FORCE_BOLD != 0
        // Thick stems speak only for a font whose name says nothing.
        || (name.chars().filter(|c| c.is_alphabetic()).count() < 4 && value(b"StemV").is_some_and(|s| (130.0..400.0).contains(&s)));
    let italic = name.contains("italic")
        || name.contains("oblique")
        || flags & ITALIC != 0
        || value(b"ItalicAngle").is_some_and(|a| a.abs() > 1.0 && a.abs() < 60.0);
    (bold, italic)
}

fn simple(doc: &Document, font: &Dictionary, subtype: &[u8], name: &str, descriptor: Option<&Dictionary>, flags: i64) -> Kind {
    let type3 = subtype == b"Type3";
    let scale = if type3 { matrix(doc, font, b"FontMatrix").map_or(0.001, |m| m.a.abs() as f32) } else { 0.001 };
    let symbolic = flags & SYMBOLIC != 0;
    let truetype = subtype == b"TrueType";
    let encoding = get(doc, font, b"Encoding");
    let named = |n: &[u8]| match n {
        b"WinAnsiEncoding" => Some(Base::WinAnsi),
        b"MacRomanEncoding" => Some(Base::MacRoman),
        b"StandardEncoding" => Some(Base::Standard),
        _ => None,
    };
    let implied = match (name, truetype) {
        (n, _) if n.contains("zapfdingbats") || n == "dingbats" => Some(Base::ZapfDingbats),
        ("symbol" | "symbolmt", _) => Some(Base::Symbol),
        // A symbolic TrueType font is its own encoding.
        (_, true) => (!symbolic).then_some(Base::WinAnsi),
        _ => (!type3).then_some(Base::Standard),
    };
    let mut differences = None;
    let base = match encoding {
        Some(Object::Name(n)) => named(n).or(implied),
        Some(other) => {
            differences = as_dict(other).map(|d| list(doc, d, b"Differences"));
            as_dict(other).and_then(|d| super::access::name(doc, d, b"BaseEncoding")).and_then(named).or(implied)
        }
        None => implied,
    };
    let mut names: Vec<Option<String>> = (0..=255).map(|code| base.and_then(|b| b.name(code)).map(str::to_owned)).collect();
    apply_differences(doc, differences.unwrap_or_default(), &mut names);
    let first = number(doc, font, b"FirstChar").map_or(0, |f| f.clamp(0.0, 255.0) as usize);
    // A subset that renumbers its letters starts at 0, 1 or 33; one that starts at the space keeps ASCII.
    let symbolic = symbolic && !(truetype && first == 32);
    let mut widths = vec![None; 256];
    for (at, width) in list(doc, font, b"Widths").iter().enumerate().take(256) {
        if let Some(slot) = widths.get_mut(first + at) {
            *slot = as_number(resolve(doc, width)).map(|w| w as f32);
        }
    }
    let has_widths = widths.iter().any(Option::is_some);
    let missing = descriptor.and_then(|d| number(doc, d, b"MissingWidth")).map_or(if has_widths { 0.0 } else { 500.0 }, |w| w as f32);
    let standard = (!has_widths && !type3).then(|| Standard::of(name));
    Kind::Simple { names, widths, missing, standard, scale, symbolic }
}

fn apply_differences(doc: &Document, differences: &[Object], names: &mut [Option<String>]) {
    let mut changed: Vec<(usize, String)> = Vec::new();
    let mut code = 0_usize;
    for item in differences.iter().take(4096) {
        match resolve(doc, item) {
            Object::Name(name) => {
                changed.push((code, String::from_utf8_lossy(name).into_owned()));
                code += 1;
            }
            other => code = as_number(other).map_or(code, |n| n.max(0.0) as usize),
        }
    }
    // Names that are their own codes (`/65`, `/a65`, `/C41`) stand for those codes.
    let mut named = changed.iter().filter(|(_, name)| name != ".notdef").peekable();
    let coded = named.peek().is_some() && [10, 16].iter().any(|&radix| named.clone().all(|(code, name)| is_code(name, *code, radix)));
    for (code, name) in changed {
        let name = if coded { u8::try_from(code).ok().and_then(|c| Base::WinAnsi.name(c)).map(str::to_owned) } else { Some(name) };
        if let Some(slot) = names.get_mut(code) {
            *slot = name;
        }
    }
}

/// Whether a glyph's name is this number, behind one letter at most.
fn is_code(name: &str, code: usize, radix: u32) -> bool {
    let bare = name.strip_prefix(|c: char| c.is_ascii_alphabetic()).filter(|rest| !rest.is_empty());
    [Some(name), bare].into_iter().flatten().any(|digits| usize::from_str_radix(digits, radix) == Ok(code))
}

fn composite(doc: &Document, font: &Dictionary, descendant: &Dictionary, limit: usize) -> Composite {
    let codes = match get(doc, font, b"Encoding") {
        Some(Object::Name(n)) if n != b"Identity-H" && n != b"Identity-V" => {
            load_embedded(CMapName::from_bytes(n)).and_then(|data| CMap::parse(data, load_embedded))
        }
        Some(Object::Stream(stream)) => unpack(stream, limit).and_then(|data| CMap::parse(&data, load_embedded)),
        _ => None,
    };
    let info = dict(doc, descendant, b"CIDSystemInfo");
    let part = |key: &[u8]| info.and_then(|i| get(doc, i, key)).and_then(|o| o.as_str().ok()).unwrap_or_default();
    let collection = CidFamily::from_registry_ordering(part(b"Registry"), part(b"Ordering"))
        .ucs2_cmap()
        .and_then(load_embedded)
        .and_then(|data| CMap::parse(data, load_embedded));
    let (widths, ranges) = cid_widths(doc, list(doc, descendant, b"W"));
    let gids = match get(doc, descendant, b"CIDToGIDMap") {
        Some(Object::Stream(stream)) => unpack(stream, limit),
        _ => None,
    };
    Composite {
        identity: codes.is_none(),
        codes: codes.unwrap_or_else(CMap::identity_h),
        widths,
        ranges,
        default: number(doc, descendant, b"DW").map_or(1000.0, |w| w as f32),
        collection,
        gids,
    }
}

/// `W` arrays: `first [w w w]` and `first last w`, mixed. Ranges are kept as ranges: one may span every code.
fn cid_widths(doc: &Document, items: &[Object]) -> (HashMap<u32, f32>, Vec<Range>) {
    let mut widths = HashMap::new();
    let mut ranges = Vec::new();
    let mut items = items.iter().map(|i| resolve(doc, i));
    while let Some(first) = items.next() {
        let Some(first) = as_number(first).map(|n| n.max(0.0) as u32) else { continue };
        match items.next() {
            Some(Object::Array(list)) => {
                for (at, width) in (0_u32..).zip(list) {
                    if let Some(w) = as_number(resolve(doc, width)) {
                        widths.insert(first.saturating_add(at), w as f32);
                    }
                }
            }
            Some(last) => {
                if let (Some(last), Some(w)) = (as_number(last), items.next().and_then(as_number)) {
                    ranges.push((first, last.max(0.0) as u32, w as f32));
                }
            }
            None => break,
        }
        if widths.len() + ranges.len() > MAX_WIDTHS {
            break;
        }
    }
    (widths, ranges)
}

fn bf_letters(found: &BfString) -> Letters {
    match found {
        BfString::Char(c) => letters_of(c.encode_utf8(&mut [0; 4])),
        BfString::String(text) => letters_of(text),
    }
}

/// Ligatures in pieces; no letter for U+0000, U+FFFD and other control characters.
fn letters_of(text: &str) -> Letters {
    let mut out: Vec<char> = Vec::with_capacity(4);
    for c in text.chars() {
        match c {
            '\u{FB00}'..='\u{FB06}' | 'Ĳ' | 'ĳ' => {
                let pieces: &str = match c {
                    '\u{FB00}' => "ff",
                    '\u{FB01}' => "fi",
                    '\u{FB02}' => "fl",
                    '\u{FB03}' => "ffi",
                    '\u{FB04}' => "ffl",
                    '\u{FB05}' | '\u{FB06}' => "st",
                    'Ĳ' => "IJ",
                    _ => "ij",
                };
                out.extend(pieces.chars());
            }
            '\t' | '\n' | '\r' | '\u{A0}' => out.push(' '),
            '\u{FFFD}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    match out.as_slice() {
        [] => Letters::Unknown,
        [one] => Letters::One(*one),
        _ => Letters::Many(out.into()),
    }
}

/// Ticks, boxes and bullets of the Wingdings fonts.
fn pictogram(font: &str, code: u32) -> Option<char> {
    if !font.contains("wingdings") && !font.contains("webdings") {
        return None;
    }
    let second = font.contains("wingdings2") || font.contains("wingdings-2") || font.contains("wingdings 2");
    Some(match (second, code) {
        (_, 0x20) => ' ',
        (false, 0xFC) | (true, 0x50) => '✓',
        (false, 0xFB) | (true, 0x4F) => '✗',
        (false, 0xFE) | (true, 0x52) => '☑',
        (false, 0xFD | 0x78) | (true, 0x53 | 0x54) => '☒',
        (false, 0xA8 | 0x6F | 0x71 | 0x72) | (true, 0xA3 | 0x2A) => '☐',
        (false, 0xE0 | 0xE8 | 0xF0) => '→',
        (false, 0x4A) => '☺',
        (false, 0x4C) => '☹',
        _ => '•',
    })
}

/// The private letters U+F020 to U+F0FF of the Symbol font (LibreOffice writes its bullets so).
fn symbol(font: &str, low: u32) -> Option<char> {
    if low == 0xB7 || low == 0xA7 {
        return Some('•');
    }
    if !font.contains("symbol") {
        return None;
    }
    Base::Symbol.name(u8::try_from(low).ok()?).and_then(unicode_of).and_then(|t| t.chars().next())
}
