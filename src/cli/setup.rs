//! What a command needs before it starts: rules, profile, list of pupils, key and date; all mistakes told at once.

use super::flags::Common;
use super::say;
use crate::audit::manifest::{self, Manifest};
use crate::audit::profile::{self, Profile};
use crate::map::SchoolType;
use crate::report::build::Key;
use crate::resembles::{Learned, Models, Weights};
use crate::rules::Rules;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What was set up.
pub(super) struct Setup {
    pub(super) rules: Rules,
    /// Name and text of the organisation's own rule files.
    pub(super) own_rules: Vec<(String, String)>,
    /// What `rules train --rules DIR` learned from the organisation's own examples.
    pub(super) own_models: OwnModels,
    pub(super) profile: Profile,
    pub(super) manifest: Manifest,
    pub(super) today: Date,
    /// Where the profile was read, for the account of the run.
    pub(super) profile_path: Option<PathBuf>,
}

/// The files that `rules train` writes: what passages look like, and what headings look like.
pub(super) const LEARNED: [&str; 2] = ["weights.bin", "koppen.bin"];

/// The organisation's own learned models, in base64 so that a worker is told them in one line; empty where there are none.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct OwnModels {
    passages: String,
    headings: String,
}

impl OwnModels {
    fn read(dir: &Path) -> OwnModels {
        let [passages, headings] = LEARNED.map(|name| STANDARD.encode(fs::read(dir.join(name)).unwrap_or_default()));
        OwnModels { passages, headings }
    }

    /// The models; `None` where the bytes are none of this version.
    pub(super) fn learned(&self) -> Option<Models> {
        let one = |text: &str| match text {
            "" => Some(None),
            text => STANDARD.decode(text).ok().and_then(|bytes| Weights::from_bytes(&bytes).ok()).map(|w| Some(Learned::new(w))),
        };
        Some(Models::own(one(&self.passages)?, one(&self.headings)?))
    }
}

impl Setup {
    /// Reads all of it. `None` when something is wrong: it has been said.
    pub(super) fn read(common: &Common, beside: Option<&Path>, manifest: Option<&Path>) -> Option<Setup> {
        let learned = common.rules.as_deref().map(OwnModels::read).unwrap_or_default();
        Setup::with(common, beside, manifest, learned)
    }

    /// The same without what was learned before: it is about to be learned anew.
    pub(super) fn unlearned(common: &Common) -> Option<Setup> {
        Setup::with(common, None, None, OwnModels::default())
    }

    fn with(common: &Common, beside: Option<&Path>, manifest: Option<&Path>, own_models: OwnModels) -> Option<Setup> {
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
        let rules = match (rules, own_models.learned()) {
            (Some(rules), Some(models)) => Some(rules.with_models(models)),
            (rules, None) => {
                wrong.push(format!(
                    "wat geleerd is ({}) hoort niet bij deze versie: typ 'oppkeur rules train --rules MAP'",
                    LEARNED.join(" en ")
                ));
                rules
            }
            (None, _) => None,
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
            .map(|rules| Setup { rules, own_rules: own, own_models, profile, manifest, today, profile_path: found })
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
pub(super) fn key(common: &Common) -> Result<Key, String> {
    let path = key_path(common).ok_or("er is geen map gevonden om de sleutel in te bewaren; geef er een met --key")?;
    if let Ok(bytes) = fs::read(&path) {
        return <Key>::try_from(bytes.as_slice()).map_err(|_| format!("{} is geen sleutel van oppkeur", path.display()));
    }
    let mut key: Key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| "de computer geeft geen willekeurige getallen voor een sleutel".to_owned())?;
    let failed = |_| format!("de sleutel kan niet worden bewaard in {}", path.display());
    if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        fs::create_dir_all(dir).map_err(failed)?;
    }
    // Whole or not there: another run may make it just now.
    let folder = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(&key).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(key),
        Err(_) => fs::read(&path)
            .ok()
            .and_then(|bytes| <Key>::try_from(bytes.as_slice()).ok())
            .ok_or_else(|| format!("{} is geen sleutel van oppkeur", path.display())),
    }
}

fn key_path(common: &Common) -> Option<PathBuf> {
    common.key.clone().or_else(|| Some(state_folder(common)?.join("sleutel")))
}

/// The key, where there is one already.
pub(super) fn known_key(common: &Common) -> Option<Key> {
    fs::read(key_path(common)?).ok().and_then(|bytes| <Key>::try_from(bytes.as_slice()).ok())
}

/// The folder in which this program keeps its key and journals: the one that was asked for, or the user's local one.
pub(super) fn state_folder(common: &Common) -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;
    if let Some(dir) = common.state.clone().or_else(|| std::env::var_os("OPPKEUR_STATE").filter(|d| !d.is_empty()).map(PathBuf::from)) {
        return Some(dir);
    }
    let base = etcetera::choose_base_strategy().ok()?;
    // On Windows the data folder roams: it is copied to a server. That of caches stays on this computer.
    let local = if cfg!(windows) { base.cache_dir() } else { base.state_dir().unwrap_or_else(|| base.data_dir()) };
    Some(local.join("oppkeur"))
}

/// Refuses a state folder that some program copies to elsewhere.
///
/// # Errors
/// A sentence in Dutch.
pub(super) fn stays_here(common: &Common) -> Result<(), String> {
    match state_folder(common).filter(|dir| is_synchronised(dir)) {
        None => Ok(()),
        Some(dir) => Err(format!(
            "{} lijkt een map die met een server wordt gedeeld. Het logboek gaat over leerlingen: kies met --state een map op deze computer",
            dir.display()
        )),
    }
}

/// Names of folders that programs synchronise.
const SYNCHRONISED: [&str; 12] = [
    "onedrive",
    "sharepoint",
    "dropbox",
    "google drive",
    "googledrive",
    "mijn drive",
    "my drive",
    "icloud",
    "nextcloud",
    "owncloud",
    "surfdrive",
    "mobile documents",
];

fn is_synchronised(dir: &Path) -> bool {
    let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_path_buf());
    let whole = fs::canonicalize(&whole).unwrap_or(whole);
    whole.components().any(|part| {
        let part = part.as_os_str().to_string_lossy().to_lowercase();
        SYNCHRONISED.iter().any(|name| part.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_go_elsewhere_are_known_by_their_names() {
        for shared in ["/home/jo/OneDrive - SWV Voorbeeld/oppkeur", "/Users/jo/Library/Mobile Documents/x", "/home/jo/Dropbox"] {
            assert!(is_synchronised(Path::new(shared)), "{shared}");
        }
        assert!(!is_synchronised(Path::new("/home/jo/.local/state/oppkeur")));
    }
}
