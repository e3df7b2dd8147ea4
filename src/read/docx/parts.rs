//! The parts of a Word package: where they are, and what the small ones say.

use std::collections::{HashMap, HashSet};

use crate::model::{MarginKind, NoteKind, REMARKS_BY, Reason, Text};
use crate::read::Limits;
use crate::read::ooxml::{Node, Ns, Package, Relation, Xml};

use super::numbering::Numbering;
use super::styles::Styles;
use super::theme::Theme;
use super::walk::{Context, Shared, Walk};

/// Where the parts are.
pub(super) struct Parts {
    /// Name of the part that holds the text.
    pub(super) main: String,
    pub(super) relations: Vec<Relation>,
    /// Even pages have headers of their own.
    pub(super) even_differs: bool,
    /// Dates of the file (`YYYY-MM-DD`).
    pub(super) made: Option<String>,
    pub(super) changed: Option<String>,
    settings: Vec<Relation>,
}

impl Parts {
    /// Finds the part with the text and its relations.
    ///
    /// # Errors
    /// `Damaged` when there is none.
    pub(super) fn find(package: &mut Package<'_>) -> Result<Parts, Reason> {
        let root = package.relations("")?;
        let named =
            |kind: &str| root.iter().find(|relation| relation.kind == kind && !relation.external).map(|relation| relation.target.clone());
        let main = named("officeDocument").filter(|name| package.has(name)).or_else(|| {
            let mut names = package.names().filter(|name| name.to_lowercase().ends_with("document.xml"));
            names.next().map(str::to_owned)
        });
        let main = main.ok_or(Reason::Damaged)?;
        let relations = package.relations(&main)?;
        let mut parts = Parts { main, relations, even_differs: false, made: None, changed: None, settings: Vec::new() };
        if let Some(core) = named("core-properties").or_else(|| Some("docProps/core.xml".to_owned()))
            && let Some(text) = package.text(&core)?
        {
            parts.dates(&text);
        }
        Ok(parts)
    }

    /// Reads styles, numbering, theme and settings.
    ///
    /// # Errors
    /// `TooLarge` over a limit.
    pub(super) fn context(&mut self, package: &mut Package<'_>, limits: &Limits) -> Result<Context, Reason> {
        let depth = limits.depth;
        let theme = self.text(package, "theme", "theme/theme1.xml")?.map(|text| Theme::parse(&text, depth)).unwrap_or_default();
        let styles = self.text(package, "styles", "styles.xml")?.map(|text| Styles::parse(text, &theme, depth)).unwrap_or_default();
        let numbering =
            self.text(package, "numbering", "numbering.xml")?.map(|text| Numbering::parse(&text, &theme, depth)).unwrap_or_default();
        if let Some(name) = self.name(package, "settings", "settings.xml")
            && let Some(text) = package.text(&name)?
        {
            self.even_differs = mentions(&text, "evenAndOddHeaders", depth);
            self.settings = package.relations(&name)?;
        }
        let mut drawn = HashMap::new();
        let targets: Vec<(String, String)> = self
            .relations
            .iter()
            .filter(|relation| matches!(relation.kind.as_str(), "chart" | "chartEx" | "diagramData") && !relation.external)
            .map(|relation| (relation.kind.clone(), relation.target.clone()))
            .collect();
        for (kind, target) in targets {
            if let Some(text) = package.text(&target)? {
                let words = if kind == "diagramData" { paragraphs(&text, depth) } else { chart(&text, depth) };
                drawn.insert(target, words);
            }
        }
        Ok(Context { limits: limits.clone(), theme, styles, numbering, drawn, coloured_page: false })
    }

    /// Notes macros, and what lies outside the file or is embedded in it.
    ///
    /// # Errors
    /// `TooLarge` over a limit.
    pub(super) fn look_outside(&self, package: &mut Package<'_>, shared: &mut Shared) -> Result<(), Reason> {
        let mut all: Vec<Relation> = self.relations.clone();
        all.extend(self.settings.iter().cloned());
        let running: Vec<String> = self
            .relations
            .iter()
            .filter(|relation| {
                matches!(relation.kind.as_str(), "header" | "footer" | "footnotes" | "endnotes" | "comments") && !relation.external
            })
            .map(|relation| relation.target.clone())
            .collect();
        for part in running {
            all.extend(package.relations(&part)?);
        }
        for relation in &all {
            match relation.kind.as_str() {
                "vbaProject" => shared.note(NoteKind::Macros),
                "hyperlink" => {}
                "attachedTemplate" => {
                    // The template that every Word document has is not one that somebody linked.
                    let name = relation.target.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
                    if !name.starts_with("normal.dot") {
                        shared.note(NoteKind::ExternalLink);
                    }
                }
                _ if relation.external => shared.note(NoteKind::ExternalLink),
                "package" | "oleObject" => shared.note(NoteKind::EmbeddedFile),
                _ => {}
            }
        }
        if package.names().any(|name| name.to_lowercase().ends_with("vbaproject.bin")) {
            shared.note(NoteKind::Macros);
        }
        Ok(())
    }

    /// Reads foot- and endnotes and comments; they wait for who refers to them.
    ///
    /// # Errors
    /// `TooLarge` over a limit.
    pub(super) fn notes(&self, package: &mut Package<'_>, cx: &Context, shared: &mut Shared) -> Result<(), Reason> {
        for (kind, file, end) in [("footnotes", "footnotes.xml", false), ("endnotes", "endnotes.xml", true)] {
            let Some(name) = self.name(package, kind, file) else { continue };
            let Some(text) = package.text(&name)? else { continue };
            let relations = package.relations(&name)?;
            let mut xml = Xml::new(&text, cx.limits.depth);
            loop {
                match xml.next() {
                    Node::Open(tag) if tag.is(Ns::W, "footnote") || tag.is(Ns::W, "endnote") => {
                        // Separators are notes of a type.
                        let real = tag.attr("type").is_none_or(|kind| kind == "normal");
                        let id = tag.attr("id").unwrap_or_default().into_owned();
                        let mut walk = Walk::new(cx, shared, &relations, Some(MarginKind::Footnote));
                        walk.content(&mut xml);
                        let read = (std::mem::take(&mut walk.story), std::mem::take(&mut walk.flow));
                        if real {
                            shared.footnotes.insert((end, id), read);
                        }
                    }
                    Node::End => break,
                    _ => {}
                }
            }
        }
        let Some(name) = self.name(package, "comments", "comments.xml") else { return Ok(()) };
        let Some(text) = package.text(&name)? else { return Ok(()) };
        let relations = package.relations(&name)?;
        let mut xml = Xml::new(&text, cx.limits.depth);
        let mut seen = HashSet::new();
        loop {
            match xml.next() {
                Node::Open(tag) if tag.is(Ns::W, "comment") => {
                    let id = tag.attr("id").unwrap_or_default().into_owned();
                    let ours = tag.attr("author").is_some_and(|by| by == REMARKS_BY);
                    let mut walk = Walk::new(cx, shared, &relations, Some(MarginKind::Comment));
                    walk.content(&mut xml);
                    let mut story = std::mem::take(&mut walk.story);
                    for block in story.blocks.iter_mut().filter(|_| ours) {
                        block.label = Some(Text::new(REMARKS_BY));
                    }
                    if seen.insert(id.clone()) && !story.blocks.is_empty() {
                        shared.comments.push((id, story));
                    }
                }
                Node::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn name(&self, package: &Package<'_>, kind: &str, usual: &str) -> Option<String> {
        let related =
            self.relations.iter().find(|relation| relation.kind == kind && !relation.external).map(|relation| relation.target.clone());
        related.or_else(|| {
            // Where the relations are lost, the parts are where Word puts them.
            let folder = self.main.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = if folder.is_empty() { usual.to_owned() } else { format!("{folder}/{usual}") };
            (self.relations.is_empty() && package.has(&name)).then_some(name)
        })
    }

    fn text(&self, package: &mut Package<'_>, kind: &str, usual: &str) -> Result<Option<String>, Reason> {
        match self.name(package, kind, usual) {
            Some(name) => package.text(&name),
            None => Ok(None),
        }
    }

    fn dates(&mut self, text: &str) {
        let mut xml = Xml::new(text, 16);
        loop {
            match xml.next() {
                Node::Open(tag) if tag.name() == "created" => self.made = date(&xml.text()),
                Node::Open(tag) if tag.name() == "modified" => self.changed = date(&xml.text()),
                Node::End => return,
                _ => {}
            }
        }
    }
}

/// The day of a time such as `2026-10-08T09:00:00Z`.
fn date(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    let shaped = day.char_indices().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() });
    shaped.then(|| day.to_owned())
}

/// Whether a settings part switches something on.
fn mentions(text: &str, name: &str, depth: usize) -> bool {
    if !text.contains(name) {
        return false;
    }
    let mut xml = Xml::new(text, depth);
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::W, name) => return super::props::switch(&tag),
            Node::End => return false,
            _ => {}
        }
    }
}

/// The paragraphs of a diagram.
fn paragraphs(text: &str, depth: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut xml = Xml::new(text, depth);
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::A, "p") => {
                let text = super::runs::shown(&xml.text(), None).into_owned();
                if !text.trim().is_empty() {
                    words.push(text.trim().to_owned());
                }
            }
            Node::End => return words,
            _ => {}
        }
    }
}

/// What a chart shows in words: titles, then names of series and categories, each once.
fn chart(text: &str, depth: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut xml = Xml::new(text, depth);
    let mut names = false;
    loop {
        match xml.next() {
            Node::Open(tag) if tag.is(Ns::A, "p") => add(&mut words, &xml.text()),
            Node::Open(tag) if matches!(tag.name(), "tx" | "cat" | "strCache") => names = true,
            Node::Open(tag) if matches!(tag.name(), "val" | "xVal" | "yVal" | "numCache") => names = false,
            Node::Open(tag) if tag.name() == "v" && names => add(&mut words, &xml.text()),
            Node::End => return words,
            _ => {}
        }
    }
}

fn add(words: &mut Vec<String>, text: &str) {
    let text = super::runs::shown(text, None);
    let text = text.trim();
    if !text.is_empty() && !words.iter().any(|known| known == text) {
        words.push(text.to_owned());
    }
}
