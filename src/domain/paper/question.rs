//! One question on paper.

use super::text::{plain, sentence};
use super::{Mark, QuestionSheet, choices, instructions, rules};
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::{Kind, Language, Mandatory, Net, Origin, Question, Questionnaire, Role};

pub(super) fn sheet(q: &Questionnaire, question: &Question, language: Language, number: usize) -> QuestionSheet {
    let kind = &question.kind;
    let ways = question.exits.iter().map(|exit| rules::exit(q, exit));
    let ways = ways.chain(question.skips.iter().map(|skip| rules::skip(q, skip, language)));
    QuestionSheet {
        number,
        id: question.id.to_string(),
        marks: marks(question),
        text: plain(question.text.get(language)),
        help: question.help.as_ref().map(|help| plain(help.get(language))),
        instruction: instructions::instruction(q, kind, language),
        rules: rules_of(q, question),
        rows: kind.items().iter().map(|item| choices::row(q, item, language)).collect(),
        choices_are: if is_choice(kind) { "Modalité" } else { "À défaut" },
        choices: choices::options(q, kind.options(), language),
        nets: question.nets.iter().map(|net| net_words(question, net, language)).collect(),
        ways: ways.collect(),
    }
}

fn is_choice(kind: &Kind) -> bool {
    matches!(kind, Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. } | Kind::Ranking { .. })
}

fn marks(question: &Question) -> Vec<Mark> {
    let mark = |label: &str, kind| Mark { label: label.to_owned(), kind };
    let role = match question.role {
        Role::Consent => "consentement",
        Role::Profile => "profil",
        Role::Opinion => "opinion",
        Role::Contact => "contact, jamais gardé avec les réponses",
    };
    let origin = match question.origin {
        Origin::Documented => mark("libellé documenté", "documented"),
        Origin::Reconstructed => mark("libellé reconstitué", "reconstructed"),
    };
    if matches!(question.kind, Kind::Note) {
        return vec![mark("à lire", "role")];
    }
    let mut marks = vec![mark(role, "role"), origin];
    if question.is_harmonised {
        marks.push(mark("harmonisée", "harmonised"));
    }
    marks.extend(question.variant.as_ref().map(|variant| mark(&format!("variante {variant}"), "harmonised")));
    let mandatory = match question.mandatory {
        Mandatory::Hard => "réponse obligatoire",
        Mandatory::Soft => "redemandée une fois",
        Mandatory::Off => "facultative",
    };
    marks.push(mark(mandatory, "mandatory"));
    marks
}

fn rules_of(q: &Questionnaire, question: &Question) -> Vec<String> {
    let has_rows = !question.kind.items().is_empty();
    let mut told: Vec<String> = question.show_if.iter().map(|show_if| rules::shown("Posée", q, show_if)).collect();
    told.extend(question.carry.as_ref().map(|carry| rules::carry(carry, has_rows)));
    told.extend(question.draw.map(rules::draw));
    let what = if has_rows { "les lignes" } else { "les modalités" };
    if let Some(words) = rules::rotation(question.kind.rotation(), what) {
        let same =
            question.order_as.as_ref().map(|name| format!(" Même ordre pour tout ce qui montre la liste « {name} »."));
        told.push(words + same.as_deref().unwrap_or_default());
    }
    told
}

/// « Utile = incontournable + utile, dont incontournable ».
fn net_words(question: &Question, net: &Net, language: Language) -> String {
    let label = |code: &OptionCode| {
        let found = question.kind.options().iter().find(|option| &option.code == code);
        format!("« {} »", found.map_or(code.as_str(), |option| option.label.get(language)))
    };
    let parts = |codes: &[OptionCode]| codes.iter().map(label).collect::<Vec<_>>();
    let named =
        if net.of_which.is_empty() { String::new() } else { format!(", dont {}", parts(&net.of_which).join(", ")) };
    sentence(&format!("{} ({}) = {}{named}", net.label.get(language), net.id, parts(&net.codes).join(" + ")))
}
