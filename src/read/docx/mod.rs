//! Word files (.docx, .docm, .dotx): one streaming pass over their XML.
//!
//! `walk` goes through paragraphs, tables and controls; `runs` through what stands within a paragraph; `line` makes
//! blocks of it. `styles`, `numbering`, `theme` and `section` know what the other parts of the package say, and what the
//! page estimator needs is gathered on the way.

mod control;
mod drawing;
mod line;
mod numbering;
mod parts;
mod props;
mod runs;
mod section;
mod story;
mod styles;
mod table;
mod table_props;
mod theme;
mod walk;

use std::collections::HashSet;

use crate::model::{BlockKind, Document, Format, MarginKind, Note, NoteKind, Reason, Unreadable};
use crate::read::ReadOptions;
use crate::read::a4;
use crate::read::ooxml::{Package, Relation, Xml};

use parts::Parts;
use section::{Pages, SectionProps, Start};
use story::Story;
use walk::{Shared, Walk};

/// Reads a Word file. `format` is what the caller saw in the package, and is passed on.
///
/// # Errors
/// `Damaged` when the text cannot be found, `TooLarge` over a limit, `Encrypted` when the zip has a password, `Empty`
/// without a word, `ScanWithoutText` when there are only pictures as large as pages.
pub fn read(bytes: &[u8], format: Format, options: &ReadOptions) -> Result<Document, Unreadable> {
    document(bytes, format, options).map_err(|reason| Unreadable::new(format, reason))
}

fn document(bytes: &[u8], format: Format, options: &ReadOptions) -> Result<Document, Reason> {
    let mut package = Package::open(bytes, &options.limits)?;
    let mut parts = Parts::find(&mut package)?;
    let cx = parts.context(&mut package, &options.limits)?;
    let mut shared = Shared::default();
    parts.look_outside(&mut package, &mut shared)?;
    parts.notes(&mut package, &cx, &mut shared)?;

    let text = package.text(&parts.main)?.ok_or(Reason::Damaged)?;
    let mut walk = Walk::new(&cx, &mut shared, &parts.relations, None);
    let mut xml = Xml::new(&text, options.limits.depth);
    walk.content(&mut xml);
    let (broken, cut) = (xml.broken, xml.cut);
    let mut body = std::mem::take(&mut walk.story);
    let rest = std::mem::take(&mut walk.flow);
    let mut sections = std::mem::take(&mut walk.sections);
    if !rest.is_empty() || sections.is_empty() {
        let last = sections.pop();
        match last {
            // Text behind the last section belongs to it.
            Some((props, mut flow)) => {
                flow.extend(rest);
                sections.push((props, flow));
            }
            None => sections.push((SectionProps { columns: 1, ..SectionProps::default() }, rest)),
        }
    }
    if let Some((_, flow)) = sections.last_mut() {
        flow.append(&mut shared.endnotes);
    }
    for (_, story) in std::mem::take(&mut shared.comments) {
        body.append(story);
    }
    if broken {
        shared.note(NoteKind::Damaged);
    }
    if cut {
        shared.note(NoteKind::CutOff);
    }

    let mut running = Running::new(&parts, parts.even_differs);
    let sections = running.sections(&mut package, &cx, &mut shared, sections)?;
    let offset = running.headers.blocks.len();
    let mut story = running.headers;
    story.append(body);
    story.append(running.footers);

    let mut document = Document { format, made: parts.made.take(), changed: parts.changed.take(), ..Document::default() };
    let pages = a4::lay_out(&sections);
    document.blocks = story.blocks;
    place(&mut document, &pages, offset);
    for shown in story.pictures {
        let mut picture = shown.picture;
        picture.before = picture.before.min(document.blocks.len());
        if !picture.running {
            picture.place.page = picture.before.checked_sub(offset).map(|block| pages.page_of(block));
        }
        if options.pictures
            && let Some(part) = &shown.part
            && let Some(bytes) = package.bytes(part)?
        {
            let extension = part.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
            picture.bytes = Some((extension, bytes));
        }
        document.pictures.push(picture);
    }
    if package.damaged {
        shared.note(NoteKind::Damaged);
    }
    document.notes = shared.notes.iter().map(|note| Note { kind: note.kind(), place: None }).collect();
    seen(document)
}

/// A document in which nothing stands is told apart from one that was read.
fn seen(document: Document) -> Result<Document, Reason> {
    let running = |kind: BlockKind| matches!(kind, BlockKind::PageHeader | BlockKind::PageFooter);
    let words = |in_body: bool| document.blocks.iter().any(|block| !(block.text.is_blank() || (in_body && running(block.kind))));
    // A quarter of an A4 and more is a scan, not a logo.
    let scan = document.pictures.iter().any(|picture| !picture.running && picture.width * picture.height > 125_000.0);
    let damaged = document.notes.iter().any(|note| note.kind == NoteKind::Damaged);
    match (words(true), words(false), scan, damaged) {
        (true, ..) => Ok(document),
        (false, _, true, _) => Err(Reason::ScanWithoutText),
        (false, true, ..) => Ok(document),
        (false, false, _, true) => Err(Reason::Damaged),
        (false, false, ..) => Err(Reason::Empty),
    }
}

/// Tells the blocks of the body on which page they stand.
fn place(document: &mut Document, pages: &a4::Layout, offset: usize) {
    document.a4 = pages.a4;
    for (number, block) in document.blocks.iter_mut().enumerate() {
        if let Some(number) = number.checked_sub(offset)
            && !matches!(block.kind, BlockKind::PageHeader | BlockKind::PageFooter)
        {
            block.place.page = Some(pages.page_of(number));
        }
    }
}

/// Running headers and footers: each text once for the document, however many sections show it.
struct Running<'p> {
    parts: &'p Parts,
    even_differs: bool,
    headers: Story,
    footers: Story,
    /// Parts that were read, with what the page estimator needs of them.
    read: Vec<(String, Vec<a4::Flow>)>,
}

impl<'p> Running<'p> {
    fn new(parts: &'p Parts, even_differs: bool) -> Running<'p> {
        Running { parts, even_differs, headers: Story::default(), footers: Story::default(), read: Vec::new() }
    }

    /// Gives every section the headers it shows; one that names none shows those of the section before it.
    fn sections(
        &mut self,
        package: &mut Package<'_>,
        cx: &walk::Context,
        shared: &mut Shared,
        sections: Vec<(SectionProps, Vec<a4::Flow>)>,
    ) -> Result<Vec<a4::Section>, Reason> {
        let mut out = Vec::with_capacity(sections.len());
        let mut known: [Vec<(Pages, String)>; 2] = [Vec::new(), Vec::new()];
        for (props, flow) in sections {
            let mut section = paper(&props);
            section.flow = flow;
            for (footer, own) in [(false, &props.headers), (true, &props.footers)] {
                let Some(inherited) = known.get_mut(usize::from(footer)) else { continue };
                for (pages, id) in own {
                    inherited.retain(|(other, _)| other != pages);
                    inherited.push((*pages, id.clone()));
                }
                // First, all, even: as they come by when one turns the pages.
                for pages in [Pages::First, Pages::All, Pages::Even] {
                    let shows = match pages {
                        Pages::First => props.first_differs,
                        Pages::All => true,
                        Pages::Even => self.even_differs,
                    };
                    let Some((_, id)) = inherited.iter().find(|(other, _)| *other == pages).filter(|_| shows) else { continue };
                    let flow = self.part(package, cx, shared, id, footer)?;
                    if pages == Pages::All {
                        *(if footer { &mut section.footer } else { &mut section.header }) = flow;
                    }
                }
            }
            out.push(section);
        }
        Ok(out)
    }

    fn part(
        &mut self,
        package: &mut Package<'_>,
        cx: &walk::Context,
        shared: &mut Shared,
        id: &str,
        footer: bool,
    ) -> Result<Vec<a4::Flow>, Reason> {
        let Some(Relation { target, .. }) = self.parts.relations.iter().find(|relation| relation.id == id && !relation.external) else {
            return Ok(Vec::new());
        };
        if let Some((_, flow)) = self.read.iter().find(|(name, _)| name == target) {
            return Ok(flow.clone());
        }
        let Some(text) = package.text(target)? else { return Ok(Vec::new()) };
        let relations = package.relations(target)?;
        let margin = if footer { MarginKind::Footer } else { MarginKind::Header };
        let mut walk = Walk::new(cx, shared, &relations, Some(margin));
        let mut xml = Xml::new(&text, cx.limits.depth);
        walk.content(&mut xml);
        let (mut story, flow) = (std::mem::take(&mut walk.story), std::mem::take(&mut walk.flow));
        if xml.broken {
            shared.note(NoteKind::Damaged);
        }
        let all = if footer { &mut self.footers } else { &mut self.headers };
        let known: HashSet<&str> = all.blocks.iter().map(|block| block.text.words()).collect();
        story.blocks.retain(|block| !block.text.words().is_empty() && !known.contains(block.text.words()));
        for shown in &mut story.pictures {
            shown.picture.before = 0;
        }
        all.append(story);
        self.read.push((target.clone(), flow.clone()));
        Ok(flow)
    }
}

fn paper(props: &SectionProps) -> a4::Section {
    let usual = a4::Section::default();
    let given = |size: f32, other: f32| if size > 72.0 && size < 4000.0 { size } else { other };
    a4::Section {
        width: given(props.width, usual.width),
        height: given(props.height, usual.height),
        left: props.left.unwrap_or(usual.left),
        right: props.right.unwrap_or(usual.right),
        top: props.top.unwrap_or(usual.top),
        bottom: props.bottom.unwrap_or(usual.bottom),
        header_at: props.header_at.unwrap_or(usual.header_at),
        footer_at: props.footer_at.unwrap_or(usual.footer_at),
        columns: props.columns.max(1),
        gap: props.gap,
        continuous: props.start == Start::Continuous,
        ..usual
    }
}
