//! Reads OpenDocument text (.odt, .ott) as LibreOffice, Word and Google write it.
//!
//! `styles.xml` gives the named styles and the running headers, `content.xml` the text; both are streamed once. Prefixes are
//! taken as the office programs write them.

mod content;
mod forms;
mod inline;
mod lists;
mod story;
mod styles;
mod xml;

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;

use crate::model::{Document, Format, MarginKind, NoteKind, Reason, Unreadable};
use crate::read::flow::Gather;
use crate::read::ooxml::Package;
use crate::read::{Limits, ReadOptions};
use content::Content;

/// Reads an OpenDocument text.
///
/// # Errors
/// [`Reason::Encrypted`] under a password, [`Reason::Damaged`] without a readable text, [`Reason::TooLarge`] over a limit,
/// [`Reason::Empty`] without a word in it.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, Unreadable> {
    let failed = |reason| Unreadable::new(Format::Odt, reason);
    let limits = &options.limits;
    let mut package = Package::open(bytes, limits).map_err(failed)?;
    let manifest = package.text("META-INF/manifest.xml").map_err(failed)?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(failed(Reason::Encrypted));
    }
    let styles = package.text("styles.xml").map_err(failed)?.unwrap_or_default();
    let text = package.text("content.xml").map_err(failed)?.ok_or(failed(Reason::Damaged))?;
    let meta = package.text("meta.xml").map_err(failed)?.unwrap_or_default();

    let settings = package.text("settings.xml").map_err(failed)?.unwrap_or_default();

    let mut content = Content::new(&manifest);
    content.sums = settings
        .split_once("\"AddParaTableSpacing\"")
        .is_some_and(|(_, rest)| rest.split_once('>').is_some_and(|(_, value)| value.starts_with("true")));
    let mut sound = stream(&styles, limits, &mut content);
    let running = std::mem::take(&mut content.running);
    sound &= stream(&text, limits, &mut content);

    let mut gather = Gather::new(Format::Odt, limits);
    let (headers, footers): (Vec<_>, Vec<_>) = running.into_iter().partition(|(kind, _)| *kind == MarginKind::Header);
    for (kind, steps) in headers {
        gather.story(kind, steps);
    }
    gather.steps(content.finish());
    for (kind, steps) in footers {
        gather.story(kind, steps);
    }
    if !sound || package.damaged {
        gather.note(NoteKind::Damaged);
    }
    if package.names().any(is_macro) {
        gather.note(NoteKind::Macros);
    }
    if content.soft_breaks > 0
        && let Some(pages) = page_count(&meta)
    {
        gather.witness(pages);
    }
    for note in content.notes {
        gather.note(note);
    }
    gather.dates(meta_date(&meta, "meta:creation-date"), meta_date(&meta, "dc:date"));
    gather.finish()
}

/// Streams one part through the reader of contents; false when the XML breaks off.
fn stream(text: &str, limits: &Limits, content: &mut Content) -> bool {
    let mut reader = XmlReader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth <= limits.depth {
                    content.start(&tag);
                } else {
                    content.too_deep();
                }
            }
            Ok(Event::End(tag)) => {
                if depth <= limits.depth {
                    content.end(tag.name().0);
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Text(text)) => content.text(&text.xml10_content()),
            Ok(Event::CData(text)) => content.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => {
                let letter = match name.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter),
                    _ => match &*name.xml10_content() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                if let Some(letter) = letter {
                    content.text(letter.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// A module of Basic or a script.
fn is_macro(name: &str) -> bool {
    let basic = name.starts_with("Basic/") && !name.ends_with("script-lc.xml") && !name.ends_with("script-lb.xml");
    (basic && name.ends_with(".xml")) || (name.starts_with("Scripts/") && !name.ends_with('/'))
}

/// The pages that the program that saved the file counted.
fn page_count(meta: &str) -> Option<u32> {
    let (_, rest) = meta.split_once("meta:page-count=\"")?;
    rest.split_once('"')?.0.parse().ok().filter(|pages| *pages > 0)
}

/// The day of a date in `meta.xml`.
fn meta_date(meta: &str, name: &str) -> Option<String> {
    let (_, rest) = meta.split_once(&format!("<{name}>"))?;
    let day = rest.get(..10)?;
    let sound = day.char_indices().all(|(at, letter)| if at == 4 || at == 7 { letter == '-' } else { letter.is_ascii_digit() });
    sound.then(|| day.to_owned())
}
