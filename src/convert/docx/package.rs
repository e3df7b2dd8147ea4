//! A .docx as a set of parts: read, change a few, write. Parts that are not changed go over as their compressed bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::xml::{Tree, escape};
use crate::convert::ConvertError;

/// No part of a form is larger.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// A package that is being changed.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    changed: BTreeMap<String, Vec<u8>>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, ConvertError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ConvertError::NotADocument)?;
        Ok(Package { archive, changed: BTreeMap::new() })
    }

    /// A part's text, changes included and a byte-order mark left out; `None` where it is absent, too large or no UTF-8.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        if let Some(bytes) = self.changed.get(name) {
            return String::from_utf8(bytes.clone()).ok();
        }
        let entry = self.archive.by_name(name).ok()?;
        let mut bytes = Vec::new();
        entry.take(LARGEST_PART + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > LARGEST_PART {
            return None;
        }
        let text = String::from_utf8(bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
    }

    /// Whether there is such a part.
    #[cfg(test)]
    pub(super) fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.archive.index_for_name(name).is_some()
    }

    /// Replaces or adds a part.
    pub(super) fn set(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.changed.insert(name.to_owned(), bytes.into());
    }

    /// The name of the main part, and a part's name with which its relations are found.
    pub(super) fn main_part(&mut self) -> Option<String> {
        let relations = self.text("_rels/.rels")?;
        let tree = Tree::read(&relations)?;
        let main = tree
            .all("Relationship")
            .find(|r| tree.attribute(*r, "Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument")))?;
        Some(tree.attribute(main, "Target")?.trim_start_matches('/').to_owned())
    }

    /// Adds relations to a part's own list, which is made where there is none.
    pub(super) fn relate(&mut self, part: &str, relations: &[(String, &str, String)]) -> Option<()> {
        if relations.is_empty() {
            return Some(());
        }
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let added: String = relations
            .iter()
            .map(|(id, kind, target)| {
                format!(
                    "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{}\"/>",
                    escape(target)
                )
            })
            .collect();
        let text = self.text(&name).unwrap_or_else(|| {
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"
                .to_owned()
        });
        let text = append(&text, &added)?;
        self.set(&name, text);
        Some(())
    }

    /// Where the relation of this kind of a part points, as a part's name.
    pub(super) fn related(&mut self, part: &str, kind: &str) -> Option<String> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let text = self.text(&format!("{folder}/_rels/{file}.rels"))?;
        let tree = Tree::read(&text)?;
        let relation = tree
            .all("Relationship")
            .find(|r| tree.attribute(*r, "Type").is_some_and(|t| t.ends_with(&format!("/relationships/{kind}"))))?;
        let target = tree.attribute(relation, "Target")?;
        Some(match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{folder}/{target}"),
        })
    }

    /// Tells the content types of new parts: defaults by extension, overrides by part.
    pub(super) fn types(&mut self, defaults: &[(&str, &str)], overrides: &[(&str, &str)]) -> Option<()> {
        let text = self.text("[Content_Types].xml")?;
        let tree = Tree::read(&text)?;
        let known: Vec<String> = tree.all("Default").filter_map(|d| tree.attribute(d, "Extension")).map(|e| e.to_lowercase()).collect();
        let mut added = String::new();
        for (extension, kind) in defaults {
            if !known.iter().any(|k| k == extension) {
                added.push_str(&format!("<Default Extension=\"{extension}\" ContentType=\"{kind}\"/>"));
            }
        }
        for (part, kind) in overrides {
            added.push_str(&format!("<Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escape(part)));
        }
        let text = append(&text, &added)?;
        self.set("[Content_Types].xml", text);
        Some(())
    }

    /// The package with its changes. Same changes, same bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, ConvertError> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(|_| ConvertError::NotADocument)?;
            let name = file.name().map_err(|_| ConvertError::NotADocument)?.to_string();
            match self.changed.remove(&name) {
                Some(bytes) => add(&mut out, &name, &bytes)?,
                None => out.raw_copy_file(file).map_err(|_| ConvertError::Write)?,
            }
        }
        for (name, bytes) in &self.changed {
            add(&mut out, name, bytes)?;
        }
        Ok(out.finish().map_err(|_| ConvertError::Write)?.into_inner())
    }
}

/// A package of these parts, in this order.
pub(super) fn pack(parts: &[(&str, String)]) -> Result<Vec<u8>, ConvertError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        add(&mut out, name, text.as_bytes())?;
    }
    Ok(out.finish().map_err(|_| ConvertError::Write)?.into_inner())
}

fn add(out: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) -> Result<(), ConvertError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    out.start_file(name, options).map_err(|_| ConvertError::Write)?;
    out.write_all(bytes).map_err(|_| ConvertError::Write)
}

/// Adds to the end of the outermost element.
pub(super) fn append(text: &str, added: &str) -> Option<String> {
    let tree = Tree::read(text)?;
    let root = tree.nodes.first()?;
    if root.inner.is_empty() && tree.outer(0).ends_with("/>") {
        let opening = tree.outer(0).strip_suffix("/>")?;
        let name = &root.name;
        let before = text.get(..root.outer.start)?;
        return Some(format!("{before}{opening}>{added}</{name}>"));
    }
    let (before, after) = text.split_at_checked(root.inner.end)?;
    Some(format!("{before}{added}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_keeps_its_bytes() {
        let bytes = pack(&[("a.xml", "<a/>".to_owned()), ("b.xml", "<b/>".to_owned())]).unwrap();
        let mut package = Package::open(&bytes).unwrap();
        package.set("b.xml", "<b>x</b>");
        let out = package.finish().unwrap();
        let mut package = Package::open(&out).unwrap();
        assert_eq!(package.text("a.xml").unwrap(), "<a/>");
        assert_eq!(package.text("b.xml").unwrap(), "<b>x</b>");
        assert!(Package::open(b"no zip").is_err());
    }

    #[test]
    fn an_empty_root_is_opened_to_append() {
        assert_eq!(append("<?xml version=\"1.0\"?><r x=\"1\"/>", "<c/>").unwrap(), "<?xml version=\"1.0\"?><r x=\"1\"><c/></r>");
        assert_eq!(append("<r><a/></r>\n", "<c/>").unwrap(), "<r><a/><c/></r>\n");
    }
}
