//! What a version of a questionnaire owes to where it stands: the study and the version its path says, and codes that
//! mean what they meant in every version before it.

use std::path::Path;

use crate::cli::{CliError, bundle};
use crate::domain::fault::{Fault, Source};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::diff::{Change, ChangeClass, Of, diff};

/// The folder that holds the studies, in the layout the format's page describes.
const STUDIES: &str = "questionnaires";

/// The number of `v3.toml`.
pub(super) fn version_of(path: &Path) -> Option<u32> {
    path.file_name()?.to_str()?.strip_prefix('v')?.strip_suffix(".toml")?.parse().ok()
}

/// In `questionnaires/<study>/v<N>.toml`, the study and the version are those of the folder and of the file.
pub(super) fn misplaced(path: &Path, text: &str, q: &Questionnaire) -> Vec<Fault> {
    let Some((study, version)) = said_by(path) else { return Vec::new() };
    let file = path.display().to_string();
    let mut source = Source::new(&file, text);
    if q.study.as_str() != study {
        let what = format!("l'étude est « {} », le dossier est « {study} »", q.study);
        source.fault(
            value_of(text, "study"),
            "study",
            what,
            Some(format!("study = \"{study}\", ou le dossier {}/", q.study)),
        );
    }
    if q.version != version {
        let what = format!("la version est {}, le fichier est v{version}.toml", q.version);
        let expected = format!("version = {version}, ou le fichier v{}.toml", q.version);
        source.fault(value_of(text, "version"), "version", what, Some(expected));
    }
    source.into_faults()
}

fn said_by(path: &Path) -> Option<(String, u32)> {
    let version = version_of(path)?;
    // Through `.` and `..`, and where the path given starts below the studies.
    let whole = path.canonicalize().ok()?;
    let study = whole.parent()?;
    let is_laid_out = study.parent()?.file_name()?.to_str()? == STUDIES;
    is_laid_out.then_some((study.file_name()?.to_str()?.to_owned(), version))
}

/// The line of a key of the file's own table.
fn value_of(text: &str, key: &str) -> std::ops::Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let after = line.trim_start().strip_prefix(key);
        if after.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    0..0
}

/// A code keeps its meaning: every earlier version that stands beside is looked at, the latest first.
pub(super) fn meanings(path: &Path, new: &Questionnaire) -> Result<Vec<Fault>, CliError> {
    let Some(version) = version_of(path) else { return Ok(Vec::new()) };
    let text = bundle::text(path)?;
    let file = path.display().to_string();
    let mut source = Source::new(&file, &text);
    let mut told: Vec<Change> = Vec::new();
    for earlier in (1..version).rev().map(|version| path.with_file_name(format!("v{version}.toml"))) {
        // Its own faults are told when it is checked itself.
        let (true, Ok(old)) = (earlier.is_file(), bundle::read_questionnaire(&earlier)) else { continue };
        for change in diff(&old, new).into_iter().filter(changes_a_meaning) {
            if told.iter().all(|known| known.place != change.place) {
                tell(&mut source, &text, &old, &change);
                told.push(change);
            }
        }
    }
    Ok(source.into_faults())
}

/// Rows and categories have codes too, whose words `diff` files under other classes.
fn changes_a_meaning(change: &Change) -> bool {
    match change.class {
        ChangeClass::CodeMeaning => true,
        ChangeClass::Wording => change.place.code.is_some() && change.place.part == "libellé de la ligne",
        ChangeClass::Computed | ChangeClass::Hidden => {
            change.place.code.is_some() && change.before.is_some() && change.after.is_some()
        }
        _ => false,
    }
}

fn tell(source: &mut Source, text: &str, old: &Questionnaire, change: &Change) {
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "rien".to_owned());
    let what = format!(
        "ce code avait un autre sens dans v{} : « {} », et maintenant « {} »",
        old.version,
        said(&change.before),
        said(&change.after)
    );
    let expected = "un code nouveau, l'ancien gardé avec retired = true".to_owned();
    source.fault(place_in(text, change), change.place.to_string(), what, Some(expected));
}

/// Where the code stands: the first time it is written after the id of what it belongs to, else (a named list) anywhere.
fn place_in(text: &str, change: &Change) -> std::ops::Range<usize> {
    let (Of::Question(id) | Of::Computed(id) | Of::Hidden(id), Some(code)) = (&change.place.of, &change.place.code)
    else {
        return 0..0;
    };
    let of = text.find(&format!("\"{id}\"")).unwrap_or(0);
    let end = text.get(of..).and_then(|rest| rest.find("\nid = ")).map_or(text.len(), |length| of + length);
    let quoted = format!("code = \"{code}\"");
    let inside = text.get(of..end).and_then(|own| own.find(&quoted)).map(|at| of + at);
    let at = inside.or_else(|| text.find(&quoted));
    at.map_or(of..of + id.len() + 2, |at| at..at + quoted.len())
}
