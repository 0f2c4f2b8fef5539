//! `sonde questionnaire conditions`: every condition of a questionnaire, as it is kept and as another tool would read it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::{CliError, Common, bundle};
use crate::domain::expression::{Expr, ExprError};
use crate::domain::questionnaire::{Placed, Questionnaire};

#[derive(Debug, Args)]
pub(super) struct ConditionsArgs {
    /// Fichier de questionnaire
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// L’outil pour lequel écrire les conditions ; prose : en français
    #[arg(long, value_enum, default_value_t = Tool::Prose, value_name = "OUTIL")]
    language: Tool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    R,
    Spss,
    Xlsform,
    Surveyjs,
    Prose,
}

/// A condition, and what becomes of it.
struct Told {
    place: String,
    condition: String,
    translation: Result<String, ExprError>,
}

pub(super) fn run(common: &Common, args: &ConditionsArgs) -> Result<(), CliError> {
    let questionnaire = bundle::read_questionnaire(&args.file)?;
    let all = told(&questionnaire, args.language);
    if common.json {
        let conditions: Vec<Value> = all.iter().map(as_json).collect();
        say!("{}", json!({ "language": args.language.name(), "conditions": conditions }));
    } else if all.is_empty() {
        say!("Aucune condition dans ce questionnaire.");
    } else {
        all.iter().for_each(|one| say!("{}", as_text(one)));
        let refused = all.iter().filter(|one| one.translation.is_err()).count();
        say!("{} condition(s), {refused} sans traduction", all.len());
    }
    Ok(())
}

fn told(q: &Questionnaire, tool: Tool) -> Vec<Told> {
    let one = |placed: Placed| {
        let condition = placed.expression.to_string();
        // Read again, so that the place of a refusal is one of the text shown.
        let translation = Expr::parse(&condition).and_then(|read| tool.translate(&read, q));
        Told { place: placed.place, condition, translation }
    };
    q.conditions().into_iter().map(one).collect()
}

impl Tool {
    fn translate(self, expression: &Expr, q: &Questionnaire) -> Result<String, ExprError> {
        match self {
            Self::R => expression.to_r(q),
            Self::Spss => expression.to_spss(q),
            Self::Xlsform => expression.to_xlsform(q),
            Self::Surveyjs => expression.to_surveyjs(q),
            Self::Prose => Ok(expression.prose(q)),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

fn as_text(told: &Told) -> String {
    let Told { place, condition, translation } = told;
    match translation {
        Ok(text) => format!("{place}\n  {condition}\n  → {text}\n"),
        Err(error) => {
            let before = condition.get(..error.offset).map_or(0, |before| before.chars().count());
            let marked = condition.get(error.offset..error.offset + error.len).map_or(1, |part| part.chars().count());
            let mark = format!("{}{}", " ".repeat(before), "^".repeat(marked.max(1)));
            let expected = error.expected.as_ref().map_or_else(String::new, |text| format!(" ; attendu : {text}"));
            format!("{place}\n  {condition}\n  {mark}\n  sans traduction : {}{expected}\n", error.message)
        }
    }
}

fn as_json(told: &Told) -> Value {
    let refusal = |error: &ExprError| json!({ "message": error.message, "expected": error.expected, "offset": error.offset, "length": error.len });
    json!({
        "place": told.place,
        "condition": told.condition,
        "translation": told.translation.as_ref().ok(),
        "refused": told.translation.as_ref().err().map(refusal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 1
notice.fr = "Questionnaire d’essai."

[[sections]]
id = "accord"
title.fr = "Accord"

[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "Acceptez-vous de répondre ?"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]

[[sections]]
id = "profil"
title.fr = "Profil"

[[sections.questions]]
id = "AGE"
role = "profile"
origin = "reconstructed"
type = "number"
text.fr = "Quel âge avez-vous ?"
min = 0
max = 120
exits = [{ when = "AGE < 18", end = "screened_out" }]

[[sections]]
id = "avis"
title.fr = "Avis"

[[sections.questions]]
id = "NOTE"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Est-ce utile ?"
show_if = "if(AGE > 60, 1, 2) = 1"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
"#;

    fn read() -> Questionnaire {
        Questionnaire::parse("essai.toml", FILE).unwrap()
    }

    #[test]
    fn every_condition_is_told_with_its_place_and_its_translation() {
        let all = told(&read(), Tool::R);
        let places: Vec<&str> = all.iter().map(|told| told.place.as_str()).collect();
        assert_eq!(places, ["CONSENT.exits[0].when", "AGE.exits[0].when", "NOTE.show_if"]);
        let first = all.get(1).unwrap();
        assert_eq!(first.translation.as_ref().unwrap(), &Expr::parse("AGE < 18").unwrap().to_r(&read()).unwrap());
        assert!(as_text(first).starts_with("AGE.exits[0].when\n  AGE < 18\n  → "), "{}", as_text(first));
    }

    #[test]
    fn what_a_tool_cannot_say_is_told_with_its_reason_and_the_part_of_the_condition() {
        let all = told(&read(), Tool::Spss);
        let refused = all.last().unwrap();
        let text = as_text(refused);
        assert!(text.contains("\n  ^^") && text.contains("\n  sans traduction : "), "{text}");
        let json = as_json(refused);
        assert_eq!((&json["translation"], &json["refused"]["offset"]), (&Value::Null, &json!(0)));
        assert!(!json["refused"]["message"].as_str().unwrap().is_empty());
        assert_eq!(as_json(all.first().unwrap())["refused"], Value::Null);
    }
}
