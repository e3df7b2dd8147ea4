//! What a command needs before it starts: rules, profile, list of pupils, key and date; all mistakes told at once.

use super::flags::Common;
use super::say;
use crate::audit::manifest::{self, Manifest};
use crate::audit::profile::{self, Profile};
use crate::map::SchoolType;
use crate::report::build::Key;
use crate::rules::Rules;
use jiff::civil::Date;
use std::fs;
use std::path::{Path, PathBuf};

/// What was set up.
pub(super) struct Setup {
    pub(super) rules: Rules,
    pub(super) profile: Profile,
    pub(super) manifest: Manifest,
    pub(super) today: Date,
    /// Where the profile was read, for the account of the run.
    pub(super) profile_path: Option<PathBuf>,
}

impl Setup {
    /// Reads all of it. `None` when something is wrong: it has been said.
    pub(super) fn read(common: &Common, beside: Option<&Path>, manifest: Option<&Path>) -> Option<Setup> {
        let mut wrong: Vec<String> = Vec::new();
        let found = common.profile.clone().or_else(|| beside.map(|b| b.join("oppkeur.toml")).filter(|p| p.is_file()));
        let profile = match &found {
            None => Profile::default(),
            Some(path) => match fs::read_to_string(path) {
                Err(_) => {
                    wrong.push(format!("het profiel {} kan niet worden gelezen", path.display()));
                    Profile::default()
                }
                Ok(text) => profile::parse(&text).unwrap_or_else(|errors| {
                    wrong.extend(errors.into_iter().map(|e| format!("{}, {e}", path.display())));
                    Profile::default()
                }),
            },
        };
        let manifest = match manifest {
            None => Manifest::default(),
            Some(path) => match fs::read(path).map(|b| decode(&b)) {
                Err(_) => {
                    wrong.push(format!("de lijst {} kan niet worden gelezen", path.display()));
                    Manifest::default()
                }
                Ok(text) => manifest::parse(&text).unwrap_or_else(|errors| {
                    wrong.extend(errors.into_iter().map(|e| format!("{}, {e}", path.display())));
                    Manifest::default()
                }),
            },
        };
        let own = match &common.rules {
            None => Vec::new(),
            Some(dir) => own_rules(dir, &mut wrong),
        };
        let rules = match Rules::load(&own, &profile.basisondersteuning.woorden) {
            Ok(rules) => Some(rules),
            Err(errors) => {
                wrong.extend(errors.iter().map(ToString::to_string));
                None
            }
        };
        if !wrong.is_empty() {
            say::all_wrong("er is niets gedaan, want dit klopt niet:", &wrong);
            return None;
        }
        let today = common.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
        rules
            .map(|mut rules| {
                rules.a4_max = profile.drempels.a4_max;
                rules.outdated_years = profile.drempels.jaren_verouderd;
                rules
            })
            .map(|rules| Setup { rules, profile, manifest, today, profile_path: found })
    }

    /// School types of the profile.
    pub(super) fn school_types(&self) -> std::collections::BTreeMap<String, SchoolType> {
        self.profile.scholen.iter().filter_map(|(s, t)| Some((s.clone(), SchoolType::parse(t)?))).collect()
    }
}

/// UTF-8, or what Excel calls 'csv' on a Dutch computer.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn own_rules(dir: &Path, wrong: &mut Vec<String>) -> Vec<(String, String)> {
    if !dir.is_dir() {
        wrong.push(format!("de map met regels {} bestaat niet", dir.display()));
        return Vec::new();
    }
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "toml") {
            let name = entry.path().strip_prefix(dir).map(|p| p.to_string_lossy().replace('\\', "/")).unwrap_or_default();
            match fs::read_to_string(entry.path()) {
                Ok(text) => out.push((name, text)),
                Err(_) => wrong.push(format!("{} kan niet worden gelezen", entry.path().display())),
            }
        }
    }
    out
}

/// The secret key of this organisation: the file given, or one in the user's local state folder, made on first use with
/// rights for the user only.
///
/// # Errors
/// A sentence in Dutch.
pub(super) fn key(given: Option<&Path>) -> Result<Key, String> {
    let path = match given {
        Some(p) => p.to_path_buf(),
        None => state_folder().ok_or("er is geen map gevonden om de sleutel in te bewaren; geef er een met --key")?.join("sleutel"),
    };
    if let Ok(bytes) = fs::read(&path) {
        return <Key>::try_from(bytes.as_slice()).map_err(|_| format!("{} is geen sleutel van oppkeur", path.display()));
    }
    let mut key: Key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| "de computer geeft geen willekeurige getallen voor een sleutel".to_owned())?;
    let failed = |_| format!("de sleutel kan niet worden bewaard in {}", path.display());
    if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        fs::create_dir_all(dir).map_err(failed)?;
    }
    let mut open = fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        open.mode(0o600);
    }
    match open.open(&path) {
        Ok(mut file) => {
            use std::io::Write as _;
            file.write_all(&key).and_then(|()| file.sync_all()).map_err(failed)?;
            Ok(key)
        }
        // Another run made it just now.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => fs::read(&path)
            .ok()
            .and_then(|b| <Key>::try_from(b.as_slice()).ok())
            .ok_or_else(|| format!("{} is geen sleutel van oppkeur", path.display())),
        Err(e) => Err(failed(e)),
    }
}

/// The user's local state folder of this program; never one that is synchronised.
pub(super) fn state_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;
    if let Some(dir) = std::env::var_os("OPPKEUR_STATE").filter(|d| !d.is_empty()) {
        return Some(PathBuf::from(dir));
    }
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.state_dir().unwrap_or_else(|| base.data_dir()).join("oppkeur"))
}
