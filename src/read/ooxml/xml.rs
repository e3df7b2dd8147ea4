//! A walk through one XML part: elements with their namespace known, entities resolved, never deeper than the limit.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Attributes of one element that are looked at; the rest of a hostile element is ignored.
const ATTRIBUTES: usize = 256;
/// Namespace declarations that are kept at one time.
const DECLARATIONS: usize = 1024;

/// The namespaces that the readers tell apart. Strict and transitional forms are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ns {
    /// WordprocessingML.
    W,
    /// Word's extensions of 2010 and later (`w14`, `w15`, ...).
    WordExtension,
    /// SpreadsheetML.
    X,
    /// DrawingML main.
    A,
    /// DrawingML pictures.
    Pic,
    /// DrawingML charts.
    Chart,
    /// DrawingML diagrams (SmartArt).
    Diagram,
    /// Where a drawing stands in a Word text.
    WordDrawing,
    /// Where a drawing stands on a sheet.
    SheetDrawing,
    /// Word shapes, groups and canvases of 2010 and later.
    WordShape,
    /// VML.
    V,
    /// Office's additions to VML.
    Office,
    /// Office mathematics.
    Math,
    /// Markup compatibility.
    Compat,
    /// Relations (`r:id`).
    R,
    /// Relations of a package (`_rels/*.rels`).
    PackageRels,
    /// OpenDocument: office, text, table, style, drawing, ... told apart by their last word.
    Odf(&'static str),
    /// Anything else.
    #[default]
    Other,
}

/// One step of the walk.
#[derive(Debug)]
pub(crate) enum Node<'x> {
    /// An element opens. What it holds follows, up to its own [`Node::Close`].
    Open(Tag<'x>),
    /// The innermost open element closes.
    Close,
    /// Characters, entities resolved. One run of text may come in pieces.
    Text(Cow<'x, str>),
    /// The part is over (also when it broke off).
    End,
}

/// An element's name and attributes.
#[derive(Debug, Clone)]
pub(crate) struct Tag<'x> {
    /// Its namespace.
    pub(crate) ns: Ns,
    start: BytesStart<'x>,
}

impl<'x> Tag<'x> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        let full: &str = self.start.name().0;
        full.split_once(':').map_or(full, |(_, local)| local)
    }

    /// Whether it is this element.
    pub(crate) fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.name() == name
    }

    /// The value of the attribute with this name, whatever its prefix.
    pub(crate) fn attr(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attrs().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// All attributes, by name without prefix; namespace declarations left out.
    pub(crate) fn attrs(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.start.attributes();
        attributes.with_checks(false);
        attributes.flatten().take(ATTRIBUTES).filter_map(|attribute| {
            let key: &str = attribute.key.0;
            let key = match key.split_once(':') {
                Some(("xmlns", _)) => return None,
                Some((_, local)) => local,
                None => key,
            };
            Some((key, plain(attribute.value)))
        })
    }

    /// An attribute that is a whole number, read leniently ("12.0" is 12).
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        whole(&self.attr(name)?)
    }
}

/// Reads a whole number as Office programs do: blanks around it and decimals behind it do not matter.
pub(crate) fn whole(value: &str) -> Option<i64> {
    let value = value.trim();
    value.parse::<i64>().ok().or_else(|| {
        let number: f64 = value.parse().ok()?;
        (number.is_finite() && number.abs() < 1e15).then_some(number as i64)
    })
}

fn plain(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    match quick_xml::escape::unescape(&value) {
        Ok(Cow::Owned(text)) => Cow::Owned(text),
        _ => value,
    }
}

/// The walk.
pub(crate) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    /// Prefix, what it stands for, and the depth at which it was declared.
    declared: Vec<(String, Ns, usize)>,
    depth: usize,
    limit: usize,
    pending_close: bool,
    over: bool,
    /// The part broke off or is not well formed: what came before it was given.
    pub(crate) broken: bool,
    /// Something was nested too deeply and left out.
    pub(crate) cut: bool,
}

impl<'x> Xml<'x> {
    /// Starts at the beginning of a part; elements deeper than `limit` are left out.
    pub(crate) fn new(text: &'x str, limit: usize) -> Xml<'x> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.check_end_names = true;
        config.allow_unmatched_ends = false;
        Xml { reader, declared: Vec::with_capacity(32), depth: 0, limit, pending_close: false, over: false, broken: false, cut: false }
    }

    /// Says what a prefix stands for, for a walk that begins in the midst of a part.
    pub(crate) fn declare(&mut self, prefix: &str, ns: Ns) {
        self.declared.push((prefix.to_owned(), ns, 0));
    }

    /// The next step. After [`Node::End`] it stays [`Node::End`].
    pub(crate) fn next(&mut self) -> Node<'x> {
        loop {
            if self.over {
                return Node::End;
            }
            if self.pending_close {
                self.pending_close = false;
                self.leave();
                return Node::Close;
            }
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    if self.depth >= self.limit {
                        self.cut = true;
                        self.pass(start);
                        continue;
                    }
                    return Node::Open(self.enter(start));
                }
                Ok(Event::Empty(start)) => {
                    if self.depth >= self.limit {
                        continue;
                    }
                    self.pending_close = true;
                    return Node::Open(self.enter(start));
                }
                Ok(Event::End(_)) => {
                    self.leave();
                    return Node::Close;
                }
                Ok(Event::Text(text)) => return Node::Text(text.into_inner()),
                Ok(Event::CData(text)) => return Node::Text(text.into_inner()),
                Ok(Event::GeneralRef(entity)) => return Node::Text(resolve(&entity)),
                Ok(Event::DocType(_)) | Err(_) => {
                    self.broken = true;
                    self.over = true;
                }
                Ok(Event::Eof) => {
                    self.broken |= self.depth > 0;
                    self.over = true;
                }
                Ok(_) => {}
            }
        }
    }

    /// Goes past everything in the element that was just opened.
    pub(crate) fn skip(&mut self) {
        let mut open = 1_usize;
        loop {
            match self.next() {
                Node::Open(_) => open += 1,
                Node::Close => open -= 1,
                Node::Text(_) => {}
                Node::End => return,
            }
            if open == 0 {
                return;
            }
        }
    }

    /// The characters in the element that was just opened, those of its children too.
    pub(crate) fn text(&mut self) -> String {
        let mut open = 1_usize;
        let mut text = String::new();
        loop {
            match self.next() {
                Node::Open(_) => open += 1,
                Node::Close => open -= 1,
                Node::Text(piece) => text.push_str(&piece),
                Node::End => return text,
            }
            if open == 0 {
                return text;
            }
        }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    fn enter(&mut self, start: BytesStart<'x>) -> Tag<'x> {
        self.depth += 1;
        if start.attributes_raw().contains("xmlns") {
            let mut attributes = start.attributes();
            attributes.with_checks(false);
            for attribute in attributes.flatten().take(ATTRIBUTES) {
                let key: &str = attribute.key.0;
                let prefix = if key == "xmlns" { "" } else { key.strip_prefix("xmlns:").unwrap_or(":") };
                if prefix != ":" && self.declared.len() < DECLARATIONS {
                    self.declared.push((prefix.to_owned(), namespace(&attribute.value), self.depth));
                }
            }
        }
        let prefix = {
            let name: &str = start.name().0;
            name.split_once(':').map_or("", |(prefix, _)| prefix)
        };
        let ns = self.declared.iter().rev().find(|(known, _, _)| known == prefix).map_or_else(|| usual(prefix), |(_, ns, _)| *ns);
        Tag { ns, start }
    }

    fn leave(&mut self) {
        while self.declared.last().is_some_and(|(_, _, depth)| *depth > 0 && *depth >= self.depth) {
            self.declared.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Goes past an element that lies too deep, without recursion.
    fn pass(&mut self, start: BytesStart<'x>) {
        if self.reader.read_to_end(start.name()).is_err() {
            self.broken = true;
            self.over = true;
        }
    }
}

fn resolve(entity: &str) -> Cow<'static, str> {
    Cow::Borrowed(match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => {
            let code = entity.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            return code.and_then(char::from_u32).map_or(Cow::Borrowed(""), |c| Cow::Owned(c.to_string()));
        }
    })
}

/// What a prefix means when nobody declared it (damaged or careless files).
fn usual(prefix: &str) -> Ns {
    match prefix {
        "w" => Ns::W,
        "w14" | "w15" => Ns::WordExtension,
        "a" => Ns::A,
        "r" => Ns::R,
        "wp" => Ns::WordDrawing,
        "v" => Ns::V,
        "mc" => Ns::Compat,
        _ => Ns::Other,
    }
}

fn namespace(uri: &str) -> Ns {
    if let Some(name) = uri.strip_prefix("urn:oasis:names:tc:opendocument:xmlns:") {
        return Ns::Odf(odf(name.split(':').next().unwrap_or("")));
    }
    let strict = "http://purl.oclc.org/ooxml/";
    let transitional = "http://schemas.openxmlformats.org/";
    if let Some(rest) = uri.strip_prefix(strict).or_else(|| uri.strip_prefix(transitional)) {
        return match rest {
            "package/2006/relationships" => Ns::PackageRels,
            _ if rest.starts_with("wordprocessingml/") => Ns::W,
            _ if rest.starts_with("spreadsheetml/") => Ns::X,
            _ if rest.starts_with("officeDocument/") && rest.ends_with("/relationships") => Ns::R,
            _ if rest.starts_with("officeDocument/") && rest.ends_with("/math") => Ns::Math,
            _ => drawing(rest),
        };
    }
    match uri {
        "urn:schemas-microsoft-com:vml" => Ns::V,
        "urn:schemas-microsoft-com:office:office" => Ns::Office,
        "http://schemas.microsoft.com/office/word/2003/wordml" => Ns::W,
        _ if uri.starts_with("http://schemas.microsoft.com/office/word/20") => match uri.rsplit('/').next() {
            Some("wordprocessingShape" | "wordprocessingGroup" | "wordprocessingCanvas") => Ns::WordShape,
            Some("wordprocessingDrawing") => Ns::WordDrawing,
            _ => Ns::WordExtension,
        },
        _ if uri.starts_with("http://schemas.microsoft.com/office/drawing/") && uri.contains("chart") => Ns::Chart,
        _ if uri.starts_with("http://schemas.microsoft.com/office/drawing/") && uri.contains("diagram") => Ns::Diagram,
        _ => Ns::Other,
    }
}

fn drawing(rest: &str) -> Ns {
    if rest.starts_with("markup-compatibility/") {
        return Ns::Compat;
    }
    match rest.strip_prefix("drawingml/").and_then(|name| name.rsplit('/').next()) {
        Some("main") => Ns::A,
        Some("picture") => Ns::Pic,
        Some("chart") => Ns::Chart,
        Some("diagram") => Ns::Diagram,
        Some("wordprocessingDrawing") => Ns::WordDrawing,
        Some("spreadsheetDrawing") => Ns::SheetDrawing,
        _ => Ns::Other,
    }
}

fn odf(name: &str) -> &'static str {
    const NAMES: [&str; 14] = [
        "office",
        "text",
        "table",
        "style",
        "drawing",
        "xsl-fo-compatible",
        "svg-compatible",
        "meta",
        "form",
        "script",
        "presentation",
        "chart",
        "datastyle",
        "manifest",
    ];
    NAMES.into_iter().find(|known| *known == name).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str, limit: usize) -> (Vec<String>, bool, bool) {
        let mut xml = Xml::new(text, limit);
        let mut seen = Vec::new();
        loop {
            match xml.next() {
                Node::Open(tag) => seen.push(format!("<{:?} {}", tag.ns, tag.name())),
                Node::Close => seen.push(">".to_owned()),
                Node::Text(text) => seen.push(text.into_owned()),
                Node::End => return (seen, xml.broken, xml.cut),
            }
        }
    }

    #[test]
    fn any_prefix_and_both_dialects_are_the_same_element() {
        let strict = walk(r#"<q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"/>"#, 9).0;
        let plain = walk(r#"<p xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>"#, 9).0;
        assert_eq!(strict, plain);
        assert_eq!(plain, ["<W p", ">"]);
    }

    #[test]
    fn entities_are_resolved_and_a_loose_ampersand_is_text() {
        let (seen, broken, _) = walk("<a>x &amp; y &#233;&#xE9; &amp z</a>", 9);
        let text: String = seen.iter().filter(|s| !s.starts_with('<') && *s != ">").map(String::as_str).collect();
        assert_eq!(text, "x & y éé &amp z");
        assert!(!broken);
    }

    #[test]
    fn too_deep_is_left_out_and_told() {
        let (seen, broken, cut) = walk("<a><b><c>no</c></b><b/>yes</a>", 2);
        assert_eq!(seen.concat(), "<Other a<Other b><Other b>yes>");
        assert!(cut && !broken);
    }

    #[test]
    fn a_part_that_breaks_off_gives_what_it_had() {
        let (seen, broken, _) = walk("<a><b>half", 9);
        assert_eq!(seen.concat(), "<Other a<Other bhalf");
        assert!(broken);
    }

    #[test]
    fn a_document_type_is_refused() {
        let (seen, broken, _) = walk("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 9);
        assert!(seen.is_empty() && broken);
    }
}
