//! Puts a report on disk: whole or not at all, for its owner's eyes only.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// Writes `bytes` to `name` under `dir` (which is made when it is not there) and gives the path of the file.
///
/// The bytes go to a nameless file beside it, are synced, and take the name only then: a reader sees the old file
/// or the new one, never half of one. On Unix the file is readable by its owner only (0600), and so are folders
/// that are made for it (0700). `name` may have folders in it, with `/`.
///
/// # Errors
/// What the operating system says; `InvalidInput` for a name that would leave `dir`.
pub fn write(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let path = inside(dir, name)?;
    let folder = path.parent().unwrap_or(dir);
    make_folder(folder)?;
    let mut beside = tempfile::Builder::new().prefix(".oppkeur-").suffix(".tmp").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(&path).map_err(|failed| failed.error)?;
    sync_folder(folder);
    Ok(path)
}

/// A name that is safe in every file system for what people call a thing: a school, a form. Two different names
/// may give the same one; [`distinct`] tells them apart.
#[must_use]
pub fn safe_name(wanted: &str) -> String {
    let plain: String = wanted.chars().map(|c| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '-' } else { c }).collect();
    let short: String = plain.trim().chars().take(80).collect();
    let kept = short.trim_matches(|c: char| c == '.' || c == ' ');
    if kept.is_empty() {
        return "naamloos".to_owned();
    }
    if is_device(kept) { format!("{kept}-") } else { kept.to_owned() }
}

/// Safe names for a list of things, in the same order, each different from the others (also where case is ignored).
#[must_use]
pub fn distinct<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    wanted
        .into_iter()
        .map(|name| {
            let base = safe_name(name);
            let mut name = base.clone();
            let mut number = 2;
            while !taken.insert(name.to_lowercase()) {
                name = format!("{base} ({number})");
                number += 1;
            }
            name
        })
        .collect()
}

fn inside(dir: &Path, name: &str) -> io::Result<PathBuf> {
    let relative = Path::new(name);
    let stays = !name.is_empty() && relative.components().all(|part| matches!(part, Component::Normal(_)));
    if stays { Ok(dir.join(relative)) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "name leaves its folder")) }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the new name itself safe against a power cut; not every system can, and the file is whole either way.
fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(handle) = fs::File::open(folder)
    {
        drop(handle.sync_all());
    }
}

/// Names that Windows keeps for devices, whatever extension follows.
#[must_use]
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"]
            .iter()
            .any(|device| stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_in_a_new_folder_and_replaced_whole() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("uit");
        let path = write(&out, "verbeterrapport/De Linde.docx", b"eerste").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"eerste");
        write(&out, "verbeterrapport/De Linde.docx", b"tweede").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"tweede");
        let names: Vec<_> = fs::read_dir(out.join("verbeterrapport")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["De Linde.docx"], "nothing is left beside it");
    }

    #[test]
    fn a_file_that_cannot_take_its_name_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("oppkeur.html")).unwrap();
        write(dir.path(), "oppkeur.html", b"x").unwrap_err();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path(), "deelbaar/scholen.csv", b"x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["../buiten.csv", "/etc/oppkeur", "a/../../b", ""] {
            assert_eq!(write(dir.path(), name, b"x").unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
        }
    }

    #[test]
    fn names_of_schools_become_names_of_files() {
        assert_eq!(safe_name("OBS 't Kompas"), "OBS 't Kompas");
        assert_eq!(safe_name("De Boei / locatie: Zuid"), "De Boei - locatie- Zuid");
        assert_eq!(safe_name("..\\..\\"), "-..-");
        assert_eq!(safe_name("con"), "con-");
        assert_eq!(safe_name(" . "), "naamloos");
        assert_eq!(distinct(["De Linde", "de linde", "De/Linde", "De-Linde"]), ["De Linde", "de linde (2)", "De-Linde", "De-Linde (2)"]);
    }
}
