//! XML as text goes out (escaped, in one place) and as byte ranges when a template is read.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// Deeper nesting is no document that a person made.
const DEEPEST: usize = 400;

/// Escapes text for content and attributes; characters that XML 1.0 does not know are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => out.push(c),
            _ => {}
        }
    }
    out
}

/// An element of a file, as ranges of its bytes.
#[derive(Debug)]
pub(super) struct Node {
    /// Qualified name, such as `w:sdt`.
    pub(super) name: String,
    /// From `<` of the start tag to `>` of the end tag.
    pub(super) outer: Range<usize>,
    /// What stands between the tags.
    pub(super) inner: Range<usize>,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
}

/// A file as a tree of ranges; the text itself stays as it is.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) source: &'a str,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// Reads well-formed XML without a byte-order mark; `None` for anything else.
    pub(super) fn read(source: &'a str) -> Option<Tree<'a>> {
        let mut reader = Reader::from_str(source);
        reader.config_mut().check_end_names = true;
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        loop {
            let start = usize::try_from(reader.buffer_position()).ok()?;
            let event = reader.read_event().ok()?;
            let end = usize::try_from(reader.buffer_position()).ok()?;
            match event {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    let index = push(&mut nodes, open.last().copied(), name, start..end, end..end);
                    open.push(index);
                    if open.len() > DEEPEST {
                        return None;
                    }
                }
                Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    push(&mut nodes, open.last().copied(), name, start..end, end..end);
                }
                Event::End(_) => {
                    let node = nodes.get_mut(open.pop()?)?;
                    node.inner.end = start;
                    node.outer.end = end;
                }
                Event::DocType(_) => return None,
                Event::Eof => break,
                _ => {}
            }
        }
        (open.is_empty() && !nodes.is_empty()).then_some(Tree { source, nodes })
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    pub(super) fn outer(&self, index: usize) -> &'a str {
        self.nodes.get(index).map_or("", |node| self.slice(node.outer.clone()))
    }

    pub(super) fn inner(&self, index: usize) -> &'a str {
        self.nodes.get(index).map_or("", |node| self.slice(node.inner.clone()))
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.nodes.get(index).map_or("", |node| node.name.as_str())
    }

    pub(super) fn children(&self, index: usize) -> &[usize] {
        self.nodes.get(index).map(|node| node.children.as_slice()).unwrap_or_default()
    }

    pub(super) fn child(&self, index: usize, name: &str) -> Option<usize> {
        self.children(index).iter().copied().find(|child| self.name(*child) == name)
    }

    /// All elements of this name, in reading order.
    pub(super) fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.name == name).map(|(index, _)| index)
    }

    /// The nearest element of this name around another.
    pub(super) fn around(&self, index: usize, name: &str) -> Option<usize> {
        let mut at = self.nodes.get(index)?.parent;
        while let Some(node) = at {
            if self.name(node) == name {
                return Some(node);
            }
            at = self.nodes.get(node)?.parent;
        }
        None
    }

    /// An attribute's value.
    pub(super) fn attribute(&self, index: usize, name: &str) -> Option<String> {
        let mut reader = Reader::from_str(self.outer(index));
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let attribute = tag.try_get_attribute(name).ok()??;
                attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
            }
            _ => None,
        }
    }

    /// `w:val` of a child.
    pub(super) fn value(&self, index: usize, child: &str) -> Option<String> {
        self.attribute(self.child(index, child)?, "w:val")
    }
}

fn push(nodes: &mut Vec<Node>, parent: Option<usize>, name: String, outer: Range<usize>, inner: Range<usize>) -> usize {
    let index = nodes.len();
    nodes.push(Node { name, outer, inner, parent, children: Vec::new() });
    if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
        parent.children.push(index);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_point_at_the_bytes_of_an_element() {
        let tree = Tree::read(r#"<?xml version="1.0"?><a><b w:val="é &amp; x">ü</b><c/></a>"#).unwrap();
        let b = tree.child(0, "b").unwrap();
        assert_eq!(tree.outer(b), r#"<b w:val="é &amp; x">ü</b>"#);
        assert_eq!(tree.inner(b), "ü");
        assert_eq!(tree.value(0, "b").unwrap(), "é & x");
        assert_eq!(tree.outer(tree.child(0, "c").unwrap()), "<c/>");
    }

    #[test]
    fn broken_deep_or_declared_xml_is_refused() {
        assert!(Tree::read("<a><b></a>").is_none());
        assert!(Tree::read("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>").is_none());
        assert!(Tree::read(&"<a>".repeat(1000)).is_none());
        assert!(Tree::read("").is_none());
    }

    #[test]
    fn escaping_drops_what_xml_does_not_know() {
        assert_eq!(escape("a<b> & \u{1}\u{b}\"c\"\n"), "a&lt;b&gt; &amp; &quot;c&quot;\n");
    }
}
