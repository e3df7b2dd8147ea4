//! Writes the new document: a template, ours or an organisation's own, of which only the tagged places change.

mod base;
mod built_in;
mod fill;
mod package;
mod part;
mod render;
mod template;
pub(super) mod xml;

use std::collections::BTreeSet;

use built_in::Purpose;
use fill::{Filling, fill, remarks};
use package::{Package, append};
use render::{Pen, RELATION};
use template::{missing, tags};
use xml::Tree;

use super::{ConvertError, Converted, Piece, Target};
use crate::map::SchoolType;

/// The new document as a .docx. Same input, same bytes.
///
/// # Errors
/// A template that is no .docx, holds macros, or lacks a place for a part.
pub fn write(converted: &Converted, target: &Target, template: Option<&[u8]>) -> Result<Vec<u8>, ConvertError> {
    match template {
        Some(bytes) => filled(bytes, converted, target, Form::House),
        None => filled(&built_in::template(target, converted.school_type, Purpose::Fill)?, converted, target, Form::Ours),
    }
}

/// Says whether a template can be used, before anything is written with it.
///
/// # Errors
/// As [`write()`].
pub fn check(template: &[u8]) -> Result<(), ConvertError> {
    let mut package = Package::open(template)?;
    let (_, text) = main_part(&mut package)?;
    let tree = Tree::read(&text).ok_or(ConvertError::NotADocument)?;
    places(&tree).map(|_| ())
}

/// The format as a blank form for a school type, with what each field asks.
///
/// # Errors
/// When the built-in format is broken: our own fault.
pub fn blank(target: &Target, school: Option<SchoolType>) -> Result<Vec<u8>, ConvertError> {
    let form = built_in::template(target, school, Purpose::Blank)?;
    filled(&form, &Converted::default(), target, Form::Ours)
}

/// A stretch of a document that is no form: lines, each with its style, and pieces below them.
pub(super) struct Stretch {
    pub(super) lines: Vec<(&'static str, String)>,
    pub(super) pieces: Vec<Piece>,
}

/// A document of these stretches, in our own styles.
pub(super) fn plain(title: &str, stretches: &[Stretch]) -> Result<Vec<u8>, ConvertError> {
    let mut pen = Pen { next_control: 1000, next_picture: 1, list: 1, ..Pen::default() };
    let mut blocks = String::new();
    for Stretch { lines, pieces } in stretches {
        for (style, line) in lines {
            blocks.push_str(&part::styled(style, line));
        }
        if !pieces.is_empty() {
            blocks.push_str(&pen.blocks(pieces, "", base::TEXT_WIDTH));
        }
    }
    let bytes = base::document(title, &blocks)?;
    let mut package = Package::open(&bytes)?;
    attach(&mut package, "word/document.xml", &pen).ok_or(ConvertError::Format)?;
    package.finish()
}

/// Whose form is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The built-in one.
    Ours,
    /// A template of the organisation's own.
    House,
}

fn filled(template: &[u8], converted: &Converted, target: &Target, form: Form) -> Result<Vec<u8>, ConvertError> {
    let mut package = Package::open(template)?;
    let (name, text) = main_part(&mut package)?;
    let tree = Tree::read(&text).ok_or(ConvertError::NotADocument)?;
    let tags = places(&tree)?;
    let rows = rows(&tree);
    let mut pen = Pen {
        next_control: above(&tree, "w:sdt", |t, n| t.value(t.child(n, "w:sdtPr")?, "w:id")),
        next_picture: above(&tree, "wp:docPr", |t, n| t.attribute(n, "id")),
        first_remark: first_remark(&mut package, &name),
        list: next_list(&mut package, &name),
        ..Pen::default()
    };
    let filling = Filling::new(converted, target, &tags, &rows, form);
    let main = fill(&tree, filling, &mut pen);
    let main = if form == Form::Ours { whole_rows(&main) } else { main };
    if Tree::read(&main).is_none() {
        return Err(ConvertError::Write);
    }
    package.set(&name, main);
    attach(&mut package, &name, &pen).ok_or(ConvertError::NotADocument)?;
    package.finish()
}

/// A row with more letters may be torn over two pages, or half a page would stay white.
const LONGEST_ROW: usize = 600;

/// Our own rows of some lines, each kept on one page.
fn whole_rows(main: &str) -> String {
    let mut out = String::with_capacity(main.len());
    let mut rest = main;
    while let Some((before, row)) = rest.split_once("<w:tr>") {
        out.push_str(before);
        out.push_str("<w:tr>");
        let inner = row.split_once("</w:tr>").map_or("", |(inner, _)| inner);
        let letters: usize =
            inner.split("<w:t xml:space=\"preserve\">").skip(1).filter_map(|t| t.split_once('<')).map(|(t, _)| t.len()).sum();
        if letters <= LONGEST_ROW
            && !inner.starts_with("<w:trPr>")
            && !inner.contains("<w:tr>")
            && !inner.contains("<w:tbl>")
            && !inner.contains("<w:drawing>")
        {
            out.push_str("<w:trPr><w:cantSplit/></w:trPr>");
        }
        rest = row;
    }
    out + rest
}

/// The name and the text of a package's main part. Macros are refused.
fn main_part(package: &mut Package) -> Result<(String, String), ConvertError> {
    let types = package.text("[Content_Types].xml").ok_or(ConvertError::NotADocument)?;
    if types.contains("macroEnabled") || types.contains("vbaProject") {
        return Err(ConvertError::Macros);
    }
    let name = package.main_part().ok_or(ConvertError::NotADocument)?;
    let text = package.text(&name).ok_or(ConvertError::NotADocument)?;
    if !text.contains("xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"") {
        return Err(ConvertError::NotADocument);
    }
    Ok((name, text))
}

/// The tags that can be filled; an error where a part has none.
fn places(tree: &Tree) -> Result<BTreeSet<String>, ConvertError> {
    let tags = tags(tree);
    let missing = missing(&tags);
    if missing.is_empty() { Ok(tags) } else { Err(ConvertError::MissingTags(missing)) }
}

/// Tags of agreements whose row is repeated.
fn rows(tree: &Tree) -> BTreeSet<String> {
    tree.all("w:sdt")
        .filter_map(|node| tree.value(tree.child(node, "w:sdtPr")?, "w:tag"))
        .filter_map(|tag| tag.strip_prefix("rij:").map(str::to_owned))
        .collect()
}

/// A number above all that stand in these elements.
fn above(tree: &Tree, name: &str, value: impl Fn(&Tree, usize) -> Option<String>) -> u32 {
    let highest = tree.all(name).filter_map(|node| value(tree, node)?.parse::<u32>().ok()).filter(|id| *id < 1_000_000_000).max();
    highest.unwrap_or(0) + 1
}

fn first_remark(package: &mut Package, main: &str) -> u32 {
    let Some(text) = package.related(main, "comments").and_then(|name| package.text(&name)) else { return 0 };
    Tree::read(&text).map_or(0, |tree| above(&tree, "w:comment", |t, n| t.attribute(n, "w:id")))
}

fn next_list(package: &mut Package, main: &str) -> u32 {
    let Some(text) = package.related(main, "numbering").and_then(|name| package.text(&name)) else { return 1 };
    Tree::read(&text).map_or(1, |tree| above(&tree, "w:num", |t, n| t.attribute(n, "w:numId")))
}

const NAMESPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Adds what the new blocks refer to: remarks, a list, pictures. `None` where the package's own lists cannot be read.
fn attach(package: &mut Package, main: &str, pen: &Pen) -> Option<()> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut relations: Vec<(String, &str, String)> = Vec::new();
    let mut defaults: Vec<(&str, &str)> = Vec::new();
    let mut overrides: Vec<(String, String)> = Vec::new();
    let mut part = |package: &mut Package, kind: &'static str, root: &str, change: &dyn Fn(&str) -> Option<String>| {
        let (name, text) = match package.related(main, kind) {
            Some(name) => {
                let text = package.text(&name)?;
                (name, text)
            }
            None => {
                let file = format!("oppkeur-{kind}.xml");
                relations.push((format!("{RELATION}{kind}"), kind, file.clone()));
                overrides.push((format!("{folder}/{file}"), format!("{WORD}.{kind}+xml")));
                (
                    format!("{folder}/{file}"),
                    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{root} {NAMESPACE}></w:{root}>"),
                )
            }
        };
        let changed = change(&text)?;
        package.set(&name, changed);
        Some(())
    };
    if !pen.remarks.is_empty() {
        part(package, "comments", "comments", &|text| append(text, &remarks(pen)))?;
    }
    if pen.lists {
        part(package, "numbering", "numbering", &|text| bullets(text, pen.list))?;
    }
    for (number, (extension, bytes)) in pen.media.iter().enumerate() {
        let extension = extension.to_lowercase();
        let kind = media_type(&extension);
        let name = format!("oppkeur-beeld{}.{extension}", number + 1);
        package.set(&format!("{folder}/media/{name}"), bytes.clone());
        relations.push((format!("{RELATION}Beeld{}", number + 1), "image", format!("media/{name}")));
        match kind {
            Some((extension, kind)) if !defaults.contains(&(extension, kind)) => defaults.push((extension, kind)),
            _ => {}
        }
    }
    package.relate(main, &relations)?;
    if !defaults.is_empty() || !overrides.is_empty() {
        let overrides: Vec<(&str, &str)> = overrides.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        package.types(&defaults, &overrides)?;
    }
    Some(())
}

fn media_type(extension: &str) -> Option<(&'static str, &'static str)> {
    [
        ("png", "image/png"),
        ("jpeg", "image/jpeg"),
        ("jpg", "image/jpeg"),
        ("gif", "image/gif"),
        ("bmp", "image/bmp"),
        ("tif", "image/tiff"),
        ("tiff", "image/tiff"),
        ("emf", "image/x-emf"),
        ("wmf", "image/x-wmf"),
        ("svg", "image/svg+xml"),
    ]
    .into_iter()
    .find(|(known, _)| *known == extension)
}

/// Adds a list with bullets to the definitions of lists: what it looks like before the first list, the list after the last.
fn bullets(text: &str, number: u32) -> Option<String> {
    let tree = Tree::read(text)?;
    let look = above(&tree, "w:abstractNum", |t, n| t.attribute(n, "w:abstractNumId"));
    let levels: String = (0..9)
        .map(|level| {
            format!(
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"{}\"/><w:lvlJc w:val=\"left\"/>\
                 <w:pPr><w:ind w:left=\"{}\" w:hanging=\"284\"/></w:pPr></w:lvl>",
                if level % 2 == 0 { "•" } else { "–" },
                284 * (level + 1)
            )
        })
        .collect();
    let look_xml =
        format!("<w:abstractNum w:abstractNumId=\"{look}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>{levels}</w:abstractNum>");
    let list_xml = format!("<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"{look}\"/></w:num>");
    let lists: Vec<usize> = tree.children(0).iter().copied().filter(|n| tree.name(*n) == "w:num").collect();
    let (Some(first), Some(last)) = (lists.first(), lists.last()) else {
        return append(text, &(look_xml + &list_xml));
    };
    let (start, end) = (tree.nodes.get(*first)?.outer.start, tree.nodes.get(*last)?.outer.end);
    let (before, between, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    Some(format!("{before}{look_xml}{between}{list_xml}{after}"))
}

#[cfg(test)]
mod tests;
