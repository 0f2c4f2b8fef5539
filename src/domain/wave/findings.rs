//! The findings a wave file declares: each `{…}` in them must be a figure of a question that is tabulated.

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Kind, Questionnaire};
use crate::domain::table::MeasureRow;
use crate::domain::table::measure::{of_computed, rows_of};
use crate::domain::table::ranking::{ANYWHERE, FIRST};
use crate::domain::wave::coverage::near_or_all;
use crate::domain::wave::figures_named;

/// Findings a page may begin with.
const FINDINGS_MAX: usize = 8;

pub(super) fn are_known(
    source: &mut Source,
    findings: &[Spanned<String>],
    questions: &[QuestionId],
    q: &Questionnaire,
) -> bool {
    let mut is_sound = true;
    if let Some(one) = findings.get(FINDINGS_MAX) {
        let what = format!("plus de {FINDINGS_MAX} faits à retenir");
        source.fault(one.span(), "tables.findings", what, Some(format!("{FINDINGS_MAX} au plus")));
        is_sound = false;
    }
    for finding in findings {
        for name in figures_named(finding.get_ref()) {
            if let Err(known) = look_up(name, questions, q) {
                let what = format!("{{{name}}} n'est pas un chiffre des tableaux");
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                source.fault(finding.span(), "tables.findings", what, Some(near_or_all(name, &known)));
                is_sound = false;
            }
        }
    }
    is_sound
}

/// Whether a figure has this name; else the names there are in the question it begins with, or the questions.
fn look_up(name: &str, questions: &[QuestionId], q: &Questionnaire) -> Result<(), Vec<String>> {
    let question = name.split('.').next().unwrap_or_default();
    let Some(id) = questions.iter().find(|id| id.as_str() == question) else {
        return Err(questions.iter().map(ToString::to_string).collect());
    };
    let known = names(id, q);
    if known.iter().any(|known| known == name) { Ok(()) } else { Err(known) }
}

/// As tables name their rows.
fn names(id: &QuestionId, q: &Questionnaire) -> Vec<String> {
    if let Some(computed) = q.computed(id) {
        let codes = computed.categories.iter().map(|category| category.code.to_string());
        return codes.chain(addresses(of_computed(computed))).map(|code| format!("{id}.{code}")).collect();
    }
    let Some((_, question)) = q.question(id.as_str()) else { return Vec::new() };
    let options = question.kind.options().iter().map(|option| option.code.to_string());
    let nets = question.nets.iter().map(|net| net.id.to_string());
    let codes: Vec<String> = options.chain(nets).chain(addresses(rows_of(&question.kind))).collect();
    let parts: Vec<String> = match &question.kind {
        Kind::Ranking { .. } => vec![FIRST.0.to_owned(), ANYWHERE.0.to_owned()],
        kind => kind.items().iter().map(|item| item.code.to_string()).collect(),
    };
    if parts.is_empty() {
        return codes.iter().map(|code| format!("{id}.{code}")).collect();
    }
    parts.iter().flat_map(|part| codes.iter().map(move |code| format!("{id}.{part}.{code}"))).collect()
}

fn addresses(measures: Vec<MeasureRow>) -> impl Iterator<Item = String> {
    measures.into_iter().map(|row| row.kind.address().to_owned())
}
