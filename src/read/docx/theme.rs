//! The fonts of the theme (`theme1.xml`): what "the body font" is called.

use crate::read::ooxml::{Node, Xml};

/// The two Latin fonts of a theme.
#[derive(Debug, Default, Clone)]
pub(super) struct Theme {
    major: Option<String>,
    minor: Option<String>,
}

impl Theme {
    /// Reads a theme part.
    pub(super) fn parse(text: &str, depth: usize) -> Theme {
        let mut theme = Theme::default();
        let mut xml = Xml::new(text, depth);
        let mut major = true;
        loop {
            match xml.next() {
                Node::Open(tag) => match tag.name() {
                    "majorFont" => major = true,
                    "minorFont" => major = false,
                    "latin" => {
                        let slot = if major { &mut theme.major } else { &mut theme.minor };
                        if slot.is_none() {
                            *slot = tag.attr("typeface").map(|v| v.into_owned()).filter(|v| !v.is_empty());
                        }
                    }
                    "fmtScheme" => return theme,
                    _ => {}
                },
                Node::End => return theme,
                _ => {}
            }
        }
    }

    /// The font behind a slot such as `minorHAnsi`.
    pub(super) fn font(&self, slot: &str) -> Option<&str> {
        if slot.starts_with("major") { self.major.as_deref() } else { self.minor.as_deref() }
    }
}
