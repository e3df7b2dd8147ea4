//! A mail of Outlook (.msg, MS-OXMSG) as a folder: its attachments, or its own text when there is none.

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::{Budget, Member, names};
use crate::model::Reason;

/// Mails within mails that are looked into.
const DEPTH: usize = 4;

type File<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// The attachments of the mail, those of mails in it too.
pub(super) fn members(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Member>, Reason> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
    let mut members = Vec::new();
    // Mails to look into: where they lie, what stands before the names of their members.
    let mut mails = vec![(String::new(), String::new(), 0usize)];
    while let Some((storage, before, depth)) = mails.pop() {
        let found = members.len();
        for attachment in attachments(&file, &storage) {
            let name = name(&mut file, &attachment, budget);
            let inner = format!("{attachment}/__substg1.0_3701000D");
            if file.is_storage(&inner) && depth < DEPTH {
                let name = name.unwrap_or_else(|| "bericht".to_owned());
                mails.push((inner, format!("{before}{}.msg!/", names::safe(&name)), depth + 1));
                continue;
            }
            let Some(content) = stream(&mut file, &format!("{attachment}/__substg1.0_37010102"), budget.bytes)? else { continue };
            budget.take(content.len())?;
            let name = names::safe(&name.unwrap_or_else(|| "bijlage".to_owned()));
            let shown =
                file.exists(format!("{attachment}/__substg1.0_3712001F")) || file.exists(format!("{attachment}/__substg1.0_3712001E"));
            let litter = shown && crate::read::sniff::look(&name, &content).refused.is_some_and(|(_, d)| d == Some("plaatje"));
            members.push(Member { name: format!("{before}{name}"), bytes: content, refused: None, litter });
        }
        if members.iter().skip(found).all(|m| m.litter) && mails.is_empty() {
            let text = own_text(&mut file, &storage, budget)?;
            members.extend(text.map(|(name, bytes)| Member { name: format!("{before}{name}"), bytes, ..Member::default() }));
        }
    }
    if members.is_empty() { Err(Reason::Empty) } else { Ok(members) }
}

/// The storages of a mail's attachments.
fn attachments(file: &File<'_>, storage: &str) -> Vec<String> {
    let within = if storage.is_empty() { "/" } else { storage };
    let Ok(entries) = file.read_storage(within) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter(|e| e.is_storage() && e.name().starts_with("__attach_version1.0_"))
        .map(|e| format!("{storage}/{}", e.name()))
        .collect();
    names.sort();
    names
}

/// Its long name, short name or shown name, in that order.
fn name(file: &mut File<'_>, attachment: &str, budget: &Budget) -> Option<String> {
    ["3707", "3704", "3001"].iter().find_map(|property| {
        let mut text =
            |kind: &str| stream(file, &format!("{attachment}/__substg1.0_{property}{kind}"), budget.bytes.min(4096)).ok().flatten();
        let wide = text("001F").map(|b| encoding_rs::UTF_16LE.decode_without_bom_handling(&b).0.into_owned());
        let name = wide.or_else(|| text("001E").map(|b| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&b).0.into_owned()))?;
        let name = name.trim_matches(['\0', ' ']).to_owned();
        (!name.is_empty()).then_some(name)
    })
}

/// What the mail itself says: plain, else as HTML.
fn own_text(file: &mut File<'_>, storage: &str, budget: &mut Budget) -> Result<Option<(&'static str, Vec<u8>)>, Reason> {
    for (property, name) in [("1000001F", "bericht.txt"), ("1000001E", "bericht.txt"), ("10130102", "bericht.html")] {
        let Some(bytes) = stream(file, &format!("{storage}/__substg1.0_{property}"), budget.bytes)? else { continue };
        budget.take(bytes.len())?;
        let bytes = if property.ends_with("1F") {
            encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned().into_bytes()
        } else {
            bytes
        };
        if bytes.iter().any(u8::is_ascii_alphanumeric) {
            return Ok(Some((name, bytes)));
        }
    }
    Ok(None)
}

/// A stream's bytes; `None` when it is not there or cannot be read.
fn stream(file: &mut File<'_>, path: &str, most: u64) -> Result<Option<Vec<u8>>, Reason> {
    if !file.is_stream(path) {
        return Ok(None);
    }
    let Ok(stream) = file.open_stream(path) else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = stream.take(most.saturating_add(1)).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(Reason::TooLarge);
    }
    Ok(read.is_ok().then_some(bytes))
}
