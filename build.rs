//! Puts every rule file under `rules/` into the binary, in the order of their paths.

use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io::Write as _};

fn main() -> std::io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?;
    let mut files = Vec::new();
    collect(&Path::new(&root).join("rules"), "", &mut files)?;
    files.sort();
    let out = Path::new(&env::var("OUT_DIR").map_err(std::io::Error::other)?).join("rules.rs");
    let mut to = fs::File::create(out)?;
    writeln!(to, "/// Path under `rules/` and text of every rule file.")?;
    writeln!(to, "pub static FILES: &[(&str, &str)] = &[")?;
    for (name, path) in files {
        println!("cargo:rerun-if-changed={path}");
        writeln!(to, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(to, "];")?;
    let mut passages = Vec::new();
    for entry in fs::read_dir(Path::new(&root).join("rules/passages"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "jsonl") {
            let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            passages.push((name, path.to_string_lossy().replace('\\', "/")));
        }
    }
    passages.sort();
    writeln!(to, "/// Writer and text of every file of labelled passages, for learning anew with an organisation's own.")?;
    writeln!(to, "pub static PASSAGES: &[(&str, &str)] = &[")?;
    for (name, path) in passages {
        writeln!(to, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(to, "];")?;
    // What the journal is kept by: a judgement of another program is none of this one.
    let mut digest = std::hash::DefaultHasher::new();
    let mut sources = Vec::new();
    for of in ["src", "rules", "Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo:rerun-if-changed={of}");
        all(&Path::new(&root).join(of), &mut sources)?;
    }
    sources.sort();
    for path in sources {
        (path.strip_prefix(&root).unwrap_or(&path), fs::read(&path)?).hash(&mut digest);
    }
    println!("cargo:rustc-env=OPPKEUR_BUILD={:016x}", digest.finish());
    Ok(())
}

fn all(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    fs::read_dir(path)?.try_for_each(|entry| all(&entry?.path(), files))
}

fn collect(dir: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push((format!("{prefix}{name}"), path.to_string_lossy().replace('\\', "/")));
        }
    }
    Ok(())
}
