//! From bytes to a loaded PDF: repairs what can be repaired, and says why where nothing can.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::access::{as_dict, name, resolve};
use crate::model::{Format, Reason, Unreadable};
use crate::read::Limits;

/// A PDF that could be loaded.
pub(super) struct Opened {
    pub(super) doc: Document,
    /// Page objects in order.
    pub(super) pages: Vec<ObjectId>,
    /// The file had to be repaired.
    pub(super) damaged: bool,
    /// There are more pages than the limit.
    pub(super) cut: bool,
}

/// Loads a PDF.
///
/// # Errors
/// Too large, encrypted with a password, or damaged beyond reading.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Opened, Unreadable> {
    let fail = |reason| Unreadable::new(Format::Pdf, reason);
    if bytes.len() as u64 > limits.file_bytes {
        return Err(fail(Reason::TooLarge));
    }
    let mut encrypted = false;
    let mut best: Option<Opened> = None;
    for load in attempts(bytes) {
        let doc = match load(limits) {
            Ok(doc) => doc,
            Err(error) => {
                encrypted |= is_about_password(&error);
                continue;
            }
        };
        if doc.is_encrypted() && !doc.was_encrypted() {
            encrypted = true;
            continue;
        }
        if doc.objects.len() > limits.objects {
            return Err(fail(Reason::TooLarge));
        }
        let opened = with_pages(doc, limits);
        if !opened.pages.is_empty() {
            best = Some(opened);
            break;
        }
        best = best.or(Some(opened));
    }
    match best {
        Some(opened) if !opened.pages.is_empty() => Ok(opened),
        _ if encrypted || says_encrypted(bytes) => Err(fail(Reason::Encrypted)),
        _ => Err(fail(Reason::Damaged)),
    }
}

type Load<'b> = Box<dyn Fn(&Limits) -> lopdf::Result<Document> + 'b>;

/// Ways to load, from the file as it stands to one rebuilt from its objects.
fn attempts(bytes: &[u8]) -> Vec<Load<'_>> {
    let head = memchr::memmem::find(bytes, b"%PDF-");
    let from_head = head.and_then(|at| bytes.get(at..)).unwrap_or(bytes);
    let mut out: Vec<Load<'_>> = vec![Box::new(|limits| load(bytes, limits, false))];
    if head.is_some_and(|at| at > 0) {
        out.push(Box::new(move |limits| load(from_head, limits, false)));
    }
    out.push(Box::new(move |limits| load(from_head, limits, true)));
    if head.is_none() {
        // A file that lost its head.
        out.push(Box::new(move |limits| load(&[b"%PDF-1.7\n", bytes].concat(), limits, true)));
    }
    out
}

fn load(bytes: &[u8], limits: &Limits, rebuild: bool) -> lopdf::Result<Document> {
    let options = LoadOptions { max_decompressed_size: Some(limits.stream_bytes), force_reconstruct: rebuild, ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options)
}

fn is_about_password(error: &lopdf::Error) -> bool {
    matches!(error, lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_))
}

/// A file that cannot be loaded and speaks of encryption near its end or in its trailer.
fn says_encrypted(bytes: &[u8]) -> bool {
    let trailer = memchr::memmem::rfind(bytes, b"trailer").and_then(|at| bytes.get(at..));
    trailer.is_some_and(|t| memchr::memmem::find(t, b"/Encrypt").is_some())
}

/// A filter may be an object of its own; lopdf unpacks only those that stand in the stream's dictionary.
fn settle_filters(doc: &mut Document) {
    const KEYS: [&[u8]; 2] = [b"Filter", b"DecodeParms"];
    let refers = |value: &Object| match value {
        Object::Reference(_) => true,
        Object::Array(items) => items.iter().any(|item| matches!(item, Object::Reference(_))),
        _ => false,
    };
    let mut settled: Vec<(ObjectId, &[u8], Object)> = Vec::new();
    for (id, object) in &doc.objects {
        let Object::Stream(stream) = object else { continue };
        for key in KEYS {
            let Some(value) = stream.dict.get(key).ok().filter(|value| refers(value)) else { continue };
            let whole = match resolve(doc, value) {
                Object::Array(items) => Object::Array(items.iter().map(|item| resolve(doc, item).clone()).collect()),
                other => other.clone(),
            };
            settled.push((*id, key, whole));
        }
    }
    for (id, key, whole) in settled {
        if let Some(Object::Stream(stream)) = doc.objects.get_mut(&id) {
            stream.dict.set(key, whole);
        }
    }
}

fn with_pages(mut doc: Document, limits: &Limits) -> Opened {
    settle_filters(&mut doc);
    let mut pages: Vec<ObjectId> = doc.page_iter().take(limits.pages + 1).collect();
    let rebuilt = doc.xref_recovery == Some(lopdf::xref::XrefRecovery::Reconstructed);
    let mut damaged = rebuilt;
    if pages.is_empty() {
        // The page tree is gone: take the pages as they lie in the file.
        let is_page = |object: &Object| as_dict(object).is_some_and(|d: &Dictionary| name(&doc, d, b"Type") == Some(b"Page"));
        pages = doc.objects.iter().filter(|(_, object)| is_page(object)).map(|(id, _)| *id).take(limits.pages + 1).collect();
        damaged = true;
    }
    let cut = pages.len() > limits.pages;
    pages.truncate(limits.pages);
    Opened { doc, pages, damaged, cut }
}
