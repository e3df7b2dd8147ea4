//! XML parts as a flat row of openings, closings and texts: any prefix, any encoding, a limit on depth, no entities.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// What comes next in a part.
pub(super) enum Token<'a> {
    Open(Tag<'a>),
    /// The local name of what closes; an empty element opens and closes.
    Close(String),
    Text(Cow<'a, str>),
}

/// An element's opening.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// An attribute by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .find(|a| a.key.local_name().into_inner() == name)
            .and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned))
    }

    /// An attribute as a number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// An attribute as a switch: `None` when it is not there.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).map(|v| matches!(v.trim(), "1" | "true" | "on" | "t" | "True"))
    }
}

/// Walks one part.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    closing: Option<String>,
    depth: usize,
    limit: usize,
    /// The part ended in the middle, is no XML, or is nested too deep.
    pub(super) broken: bool,
}

impl<'a> Xml<'a> {
    /// Starts at the beginning of a part, which the package made text of.
    pub(super) fn new(text: &'a str, depth_limit: usize) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        Xml { reader, closing: None, depth: 0, limit: depth_limit, broken: false }
    }

    /// The next token; `None` at the end, or where the part is broken.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.closing.take() {
            return Some(Token::Close(name));
        }
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > self.limit {
                        self.broken = true;
                        return None;
                    }
                    return Some(Token::Open(Tag(start)));
                }
                Ok(Event::Empty(start)) => {
                    let tag = Tag(start);
                    self.closing = Some(tag.name().to_owned());
                    return Some(Token::Open(tag));
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Some(Token::Close(end.local_name().into_inner().to_owned()));
                }
                Ok(Event::Text(text)) => return Some(Token::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Token::Text(text.into_inner())),
                Ok(Event::GeneralRef(entity)) => return Some(Token::Text(Cow::Owned(resolved(&entity)))),
                Ok(Event::Eof) => {
                    self.broken |= self.depth > 0;
                    return None;
                }
                Ok(_) => {}
                Err(_) => {
                    self.broken = true;
                    return None;
                }
            }
        }
    }

    /// Skips to the closing of the element that was just opened.
    pub(super) fn skip(&mut self) {
        let mut open = 1usize;
        while open > 0 {
            match self.next() {
                Some(Token::Open(_)) => open += 1,
                Some(Token::Close(_)) => open -= 1,
                Some(Token::Text(_)) => {}
                None => return,
            }
        }
    }

    /// All the text within the element that was just opened.
    pub(super) fn text(&mut self) -> String {
        let (mut open, mut text) = (1usize, String::new());
        while open > 0 {
            match self.next() {
                Some(Token::Open(_)) => open += 1,
                Some(Token::Close(_)) => open -= 1,
                Some(Token::Text(t)) => text.push_str(&t),
                None => break,
            }
        }
        text
    }
}

fn resolved(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    match &**entity {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        _ => "",
    }
    .to_owned()
}
