//! Short ways to values in PDF objects: references followed, wrong types taken for absent.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::geometry::Matrix;

/// References to references are followed so many times.
const MAX_HOPS: usize = 16;

/// The object itself, references followed; `Null` where it is missing.
pub(super) fn resolve<'a>(doc: &'a Document, object: &'a Object) -> &'a Object {
    let mut at = object;
    for _ in 0..MAX_HOPS {
        let Object::Reference(id) = at else { return at };
        match doc.objects.get(id) {
            Some(next) => at = next,
            None => return &Object::Null,
        }
    }
    &Object::Null
}

/// The value of a key, references followed.
pub(super) fn get<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    match resolve(doc, dict.get(key).ok()?) {
        Object::Null => None,
        object => Some(object),
    }
}

/// The value of a key as a dictionary (that of a stream too).
pub(super) fn dict<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    as_dict(get(doc, dict, key)?)
}

/// An object as a dictionary (that of a stream too).
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The value of a key as an array; one value that is no array counts as an array of one.
pub(super) fn list<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> &'a [Object] {
    match get(doc, dict, key) {
        Some(Object::Array(items)) => items,
        Some(_) => dict.get(key).map_or(&[], std::slice::from_ref),
        None => &[],
    }
}

/// The value of a key as a number.
pub(super) fn number(doc: &Document, dict: &Dictionary, key: &[u8]) -> Option<f64> {
    as_number(get(doc, dict, key)?)
}

/// An object as a number.
pub(super) fn as_number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) => Some(f64::from(*n)),
        _ => None,
    }
}

/// The value of a key as a name.
pub(super) fn name<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
    match get(doc, dict, key)? {
        Object::Name(name) => Some(name),
        _ => None,
    }
}

/// The value of a key as a text string, decoded.
pub(super) fn text(doc: &Document, dict: &Dictionary, key: &[u8]) -> Option<String> {
    as_text(get(doc, dict, key)?)
}

/// A text string, decoded (UTF-16 in either order, UTF-8, PDFDocEncoding); a name as it stands.
pub(super) fn as_text(object: &Object) -> Option<String> {
    let bytes = match object {
        Object::String(bytes, _) => bytes,
        Object::Name(name) => return Some(String::from_utf8_lossy(name).into_owned()),
        _ => return None,
    };
    Some(decode_text(bytes))
}

/// See [`as_text`].
pub(super) fn decode_text(bytes: &[u8]) -> String {
    let (utf16, big) = match bytes {
        [0xFE, 0xFF, rest @ ..] => (rest, true),
        [0xFF, 0xFE, rest @ ..] => (rest, false),
        [0xEF, 0xBB, 0xBF, rest @ ..] => return String::from_utf8_lossy(rest).into_owned(),
        _ => {
            let object = Object::String(bytes.to_vec(), lopdf::StringFormat::Literal);
            return lopdf::decode_text_string(&object).unwrap_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned());
        }
    };
    let units: Vec<u16> =
        utf16.chunks_exact(2).map(|c| if big { u16::from_be_bytes([c[0], c[1]]) } else { u16::from_le_bytes([c[0], c[1]]) }).collect();
    // A language mark (ESC nl ESC) is no text.
    let mut out = String::new();
    let mut mark = false;
    for c in char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)) {
        match c {
            '\u{1b}' => mark = !mark,
            _ if mark => {}
            _ => out.push(c),
        }
    }
    out
}

/// Numbers of an array, the first `N`.
pub(super) fn numbers<const N: usize>(doc: &Document, items: &[Object]) -> Option<[f64; N]> {
    let mut out = [0.0; N];
    for (slot, item) in out.iter_mut().zip(items) {
        *slot = as_number(resolve(doc, item))?;
    }
    (items.len() >= N).then_some(out)
}

/// The value of a key as a matrix.
pub(super) fn matrix(doc: &Document, dict: &Dictionary, key: &[u8]) -> Option<Matrix> {
    numbers::<6>(doc, list(doc, dict, key)).map(Matrix::new)
}

/// What a stream holds, unpacked, up to `limit` bytes; `None` where it cannot be unpacked or holds more.
pub(super) fn unpack(stream: &Stream, limit: usize) -> Option<Vec<u8>> {
    stream.get_plain_content_with_limit(limit).ok()
}

/// The id of a referenced object.
pub(super) fn id(object: &Object) -> Option<ObjectId> {
    object.as_reference().ok()
}
