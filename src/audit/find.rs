//! Finds the files under a path: sorted, locks and rubbish skipped and counted.

use crate::model::{Format, Reason, Unreadable};
use crate::read::Member;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file to be judged.
#[derive(Debug, Clone)]
pub struct Found {
    /// Path relative to the audited root, `/` between folders; members of an archive after `!/`.
    pub name: String,
    /// The school it belongs to.
    pub school: String,
    /// Where its bytes are.
    pub source: Source,
    /// Its size in bytes, as the disk says.
    pub size: u64,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
pub enum Source {
    /// On disk.
    File(PathBuf),
    /// Taken from an archive or mail.
    Member(std::sync::Arc<Vec<u8>>),
    /// Nowhere: it could not be opened.
    Broken(Unreadable),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Finds {
    /// Files, in the order of their names.
    pub files: Vec<Found>,
    /// Names that were skipped: locks, thumbnails and the like.
    pub skipped: usize,
    /// Folders that could not be listed.
    pub closed: Vec<String>,
}

/// Finds every file under the paths, but for what is in the folders `without`. With several paths each name begins with that path's own last name.
///
/// # Errors
/// The first path that does not exist.
pub fn find(paths: &[PathBuf], school: Option<&str>, without: &[&Path]) -> Result<Finds, PathBuf> {
    let mut finds = Finds::default();
    let without: Vec<PathBuf> = without.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
    for path in paths {
        let Ok(meta) = fs::metadata(path) else { return Err(path.clone()) };
        let own = last_name(path);
        let root = if meta.is_dir() {
            path.clone()
        } else {
            path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
        };
        let root_name = if meta.is_dir() { own.clone() } else { fs::canonicalize(&root).map_or_else(|_| own.clone(), |r| last_name(&r)) };
        let walk = walkdir::WalkDir::new(path).sort_by_file_name().follow_links(false);
        let is_ours = |path: &Path| !without.is_empty() && fs::canonicalize(path).is_ok_and(|p| without.iter().any(|w| p.starts_with(w)));
        for entry in walk.into_iter().filter_entry(|e| !is_ours(e.path())) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    finds.closed.push(e.path().map_or_else(|| own.clone(), |p| p.to_string_lossy().into_owned()));
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(&root).unwrap_or(entry.path());
            let mut name: String =
                relative.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/");
            if is_rubbish(name.rsplit('/').next().unwrap_or("")) {
                finds.skipped += 1;
                continue;
            }
            let of = school.map_or_else(|| school_of(&name, &root_name), str::to_owned);
            if paths.len() > 1 && meta.is_dir() {
                name = format!("{own}/{name}");
            }
            let size = entry.metadata().map_or(0, |m| m.len());
            // Links, pipes and devices are not opened: they may lead anywhere, or never end.
            let source = if kind.is_file() {
                Source::File(entry.path().to_path_buf())
            } else {
                let detail = if kind.is_symlink() { "koppeling" } else { "geen_bestand" };
                Source::Broken(Unreadable::because(Format::Other, Reason::CannotOpen, detail))
            };
            finds.files.push(Found { name, school: of, source, size });
        }
    }
    distinct(&mut finds.files, &HashSet::new());
    Ok(finds)
}

/// Whether a file may be an archive or mail, of which the members are the documents.
#[must_use]
pub fn may_hold_files(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".zip", ".eml", ".msg"].iter().any(|e| lower.ends_with(e))
}

/// Whether a member of an archive is no document of a school.
#[must_use]
pub fn is_litter(member: &Member) -> bool {
    member.litter || is_rubbish(member.name.rsplit('/').next().unwrap_or(""))
}

/// The members of an archive or mail that was found, in the order of their names.
#[must_use]
pub fn members(of: &Found, members: Vec<Member>, taken: &HashSet<String>) -> Vec<Found> {
    let mut out: Vec<Found> = members
        .into_iter()
        .filter(|m| !is_litter(m))
        .map(|m| Found {
            name: format!("{}!/{}", of.name, m.name),
            school: of.school.clone(),
            size: m.bytes.len() as u64,
            source: m.refused.map_or_else(|| Source::Member(m.bytes.into()), Source::Broken),
        })
        .collect();
    out.sort_by(|a, b| a.name.cmp(&b.name));
    distinct(&mut out, taken);
    out
}

/// Gives each file a name of its own.
fn distinct(files: &mut [Found], taken: &HashSet<String>) {
    let mut seen: HashMap<String, u32> = taken.iter().map(|name| (name.clone(), 0)).collect();
    for f in files {
        let n = seen.entry(f.name.clone()).and_modify(|n| *n += 1).or_insert(0);
        if *n > 0 {
            f.name = format!("{} ({})", f.name, *n + 1);
        }
    }
}

/// The first folder under the root; files directly in the root belong to the root's name.
fn school_of(name: &str, root: &str) -> String {
    name.split_once('/').map_or_else(|| root.to_owned(), |(first, _)| first.to_owned())
}

fn last_name(path: &Path) -> String {
    let named = path.file_name().map(|n| n.to_string_lossy().into_owned());
    named
        .or_else(|| fs::canonicalize(path).ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned())))
        .unwrap_or_else(|| ".".to_owned())
}

/// Locks and leftovers that are no documents.
#[must_use]
pub fn is_rubbish(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with("~$")
        || name.starts_with(".~lock.")
        || name.starts_with("._")
        || lower.starts_with('.')
        || matches!(lower.as_str(), "thumbs.db" | "desktop.ini" | ".ds_store" | "oppkeur.toml" | "icon\r")
        || lower.ends_with(".tmp") && name.starts_with('~')
}
