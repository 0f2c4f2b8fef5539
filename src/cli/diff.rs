//! `sonde diff`: what changed between two versions of a questionnaire, by class, and what each class entails.
//!
//! Exit codes: 0 whether or not anything changed (the answer is the text, or `changes` in JSON); 1 for a file that
//! cannot be read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::{CliError, Common, bundle};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::questionnaire::diff::{Change, ChangeClass, Consequence, Series, diff};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Version d'avant puis version d'après : v1.toml v2.toml
    #[arg(value_names = ["AVANT", "APRÈS"], num_args = 2, required_unless_present = "rules")]
    files: Vec<PathBuf>,
    /// Le tableau de toutes les classes de changement et de ce qu'elles entraînent
    #[arg(long, conflicts_with = "files")]
    rules: bool,
}

pub(super) fn run(common: &Common, args: &DiffArgs) -> Result<(), CliError> {
    let [before, after] = args.files.as_slice() else {
        tell_rules(common);
        return Ok(());
    };
    let (before, after) = (bundle::read_questionnaire(before)?, bundle::read_questionnaire(after)?);
    let changes = diff(&before, &after);
    if common.json {
        let versions = json!({ "before": version(&before), "after": version(&after) });
        let list: Vec<Value> = changes.iter().map(change_json).collect();
        say!("{}", json!({ "versions": versions, "goes_live": goes_live(&changes), "changes": list }));
    } else {
        say!("{}", told(&changes));
    }
    Ok(())
}

fn tell_rules(common: &Common) {
    if common.json {
        let rules: Vec<Value> = ChangeClass::ALL
            .into_iter()
            .map(|class| json!({ "class": class, "label": class.french(), "consequence": class.consequence() }))
            .collect();
        say!("{}", json!({ "rules": rules }));
    } else {
        say!("{}", rules());
    }
}

/// The table, in Markdown: `questionnaires/VERSIONS.md` holds it as it is.
fn rules() -> String {
    let mut lines = vec![
        "| Ce qui change | En cours de terrain | Parce que | Série | Parce que |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(ChangeClass::ALL.into_iter().map(|class| {
        let consequence = class.consequence();
        let live = if consequence.goes_live { "oui" } else { "non" };
        let (why, series) = (consequence.live_why, consequence.series.french());
        format!(
            "| {} (`{}`) | {live} | {why} | {series} | {} |",
            class.french(),
            class.as_str(),
            consequence.series_why
        )
    }));
    lines.join("\n")
}

fn version(q: &Questionnaire) -> Value {
    json!({ "study": q.study, "version": q.version, "digest": q.digest() })
}

fn change_json(change: &Change) -> Value {
    let consequence = change.consequence();
    json!({
        "class": change.class,
        "place": change.place,
        "before": change.before,
        "after": change.after,
        "goes_live": consequence.goes_live,
        "goes_live_why": consequence.live_why,
        "series": consequence.series,
        "series_why": consequence.series_why,
    })
}

fn goes_live(changes: &[Change]) -> bool {
    changes.iter().all(|change| change.consequence().goes_live)
}

/// Grouped by class, the gravest first, as [`diff`] gives them.
fn told(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "Rien ne change : les deux versions sont les mêmes.".to_owned();
    }
    let mut lines = Vec::new();
    let mut class = None;
    for change in changes {
        if class != Some(change.class) {
            class = Some(change.class);
            let count = changes.iter().filter(|other| other.class == change.class).count();
            lines.push(heading(change.class, count));
            lines.extend(entailed(&change.consequence()));
        }
        lines.extend(one(change));
    }
    lines.push(String::new());
    lines.push(summary(changes));
    lines.join("\n")
}

fn heading(class: ChangeClass, count: usize) -> String {
    let name = class.french();
    let mut letters = name.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!("\n{title} ({count})")
}

fn entailed(consequence: &Consequence) -> [String; 2] {
    let live = if consequence.goes_live { "possible en cours de terrain" } else { "pas en cours de terrain" };
    [
        format!("  → {live} : {}", consequence.live_why),
        format!("  → {} : {}", consequence.series.french(), consequence.series_why),
    ]
}

fn one(change: &Change) -> Vec<String> {
    let side = |sign: &str, text: &Option<String>| text.as_ref().map(|text| format!("      {sign} {text}"));
    let mut lines = vec![format!("    {}", change.place)];
    lines.extend(side("−", &change.before));
    lines.extend(side("+", &change.after));
    lines
}

fn summary(changes: &[Change]) -> String {
    let mut series: BTreeMap<Series, usize> = BTreeMap::new();
    for change in changes {
        *series.entry(change.consequence().series).or_default() += 1;
    }
    let count = |series_of| series.get(&series_of).copied().unwrap_or_default();
    let verdict = if goes_live(changes) {
        "peut être ouverte en cours de terrain (sonde wave revise)"
    } else {
        "attend la vague suivante"
    };
    format!(
        "{} changement(s), dont {} rupture(s) de série et {} à examiner. La nouvelle version {verdict}.",
        changes.len(),
        count(Series::Break),
        count(Series::Look)
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn shipped() -> Questionnaire {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires/urgence-covid-citoyens/v1.toml");
        bundle::read_questionnaire(&path).unwrap()
    }

    #[test]
    fn a_change_is_told_with_both_texts_and_what_it_entails() {
        let before = shipped();
        let text = told(&diff(&before, &Questionnaire { minutes: 59, ..before.clone() }));
        for part in ["Titre, notice, durée (1)", "→ même série", "      + 59 min", "1 changement(s), dont 0 rupture(s)"]
        {
            assert!(text.contains(part), "{part} / {text}");
        }
        assert_eq!(told(&diff(&before, &before)), "Rien ne change : les deux versions sont les mêmes.");
    }

    #[test]
    fn the_documented_table_is_the_one_that_is_obeyed() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires/VERSIONS.md");
        assert!(std::fs::read_to_string(path).unwrap().contains(&rules()), "sonde diff --rules");
    }

    #[test]
    fn a_file_that_is_not_a_questionnaire_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("etude/v1.toml");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "format = 1").unwrap();
        let diff_of = |after: &Path| {
            let args = DiffArgs { files: vec![file.clone(), after.to_owned()], rules: false };
            run(&Common::default(), &args)
        };
        assert!(matches!(diff_of(&file), Err(CliError::Files(_))));
        assert!(matches!(bundle::read_questionnaire(&folder.path().join("absent.toml")), Err(CliError::File { .. })));
    }
}
