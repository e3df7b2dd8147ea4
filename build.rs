//! Puts every rule file under `rules/` into the binary, in the order of their paths.

use std::{env, fs, io::Write as _, path::Path};

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
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
    writeln!(to, "];")
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
