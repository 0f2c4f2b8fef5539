//! Which variables a quota, a weighting or a table may stand on: known, of the profile, answered by everybody, with a
//! category for every answer.

use std::sync::Arc;

use super::faults::{faults, faults_of_question, faults_with, faults_with_or_none, says};
use super::{bundle, changed, options, question, questionnaire};
use crate::domain::id::{AttributeId, NomenclatureId, QuestionId};
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::{
    Computed, ComputedRule, Exit, Hidden, HiddenSource, Kind, Mandatory, Question, Questionnaire, Role, Skip, Text,
};

#[test]
fn an_unknown_variable_is_told_with_the_nearest_one() {
    says(
        &faults("[\"S_CSP\"]", "[\"S_CPS\"]"),
        &["quotas.margins[2].variables : variable inconnue : « S_CPS »", "vouliez-vous dire S_CSP ?"],
    );
    says(&faults("breaks = [\"S_SEXE\"", "breaks = [\"AGE\""), &["tables.breaks : « AGE » est nommé deux fois"]);
}

#[test]
fn a_plan_whose_secrets_could_not_be_kept_is_refused() {
    let breaks = "breaks = [\"S_SEXE\"";
    says(
        &faults("\"FRAG_PRIO\",", "\"FRAG_PRIO\", \"S_SEXE\","),
        &[
            "2020-05.toml:191:",
            "tables.breaks : S_SEXE est aussi en tableau",
            "une variable en tableau ou en croisement",
        ],
    );
    says(
        &faults("\"FRAG_PRIO\",", "\"FRAG_PRIO\", \"S_AGE\","),
        &["AGE et S_AGE, en tableau, viennent d'une même réponse"],
    );
    // Two groupings of one question are followed; a formula beside them, or a grouping of a grouping, is not.
    let made = |name: &str, rule: ComputedRule| {
        let mut q = questionnaire();
        let like = q.computed[0].clone();
        q.computed.push(Computed { id: QuestionId::parse(name).unwrap(), rule, ..like });
        q.index = Default::default();
        bundle(&changed(breaks, &format!("breaks = [\"{name}\", \"S_SEXE\""))).read_against(&q)
    };
    let bands = questionnaire().computed[0].rule.clone();
    assert!(made("AGES", bands).is_ok());
    let map = questionnaire().computed[0].categories.iter().map(|one| (one.code.clone(), one.code.clone())).collect();
    let again = ComputedRule::Lookup { of: QuestionId::parse("AGE").unwrap(), map };
    let found = made("AGES", again).unwrap_err().to_string();
    says(&found, &["AGE et AGES viennent d'une même réponse d'une façon que le secret ne suit pas"]);
    let formula = ComputedRule::Formula {
        value: "if(S_AGE > 64, '65+', '18-34')".to_owned().try_into().unwrap(),
        gives: crate::domain::questionnaire::Gives::Category,
    };
    let found = made("AGES", formula).unwrap_err().to_string();
    says(
        &found,
        &["AGE et AGES viennent d'une même réponse d'une façon que le secret ne suit pas", "deux regroupements"],
    );
}

/// A region is hidden: where the size « outre-mer » is of the overseas regions alone, it is that size less the others.
#[test]
fn two_attributes_of_a_list_stand_together_only_where_no_group_of_one_is_a_group_of_the_other() {
    let of = |rows: &str| {
        let (q, breaks) = (with_communes(rows), "breaks = [\"S_SEXE\"");
        bundle(&changed(breaks, "breaks = [\"REG\", \"TAILLE\", \"S_SEXE\"")).read_against(&q)
    };
    assert!(of("1,A,11,petite\n2,B,11,grande\n3,C,53,petite\n4,D,01,grande\n5,E,02,grande\n").is_ok());
    let overseas = "1,A,11,petite\n2,B,11,grande\n3,C,53,petite\n4,D,53,grande\n5,E,01,outre-mer\n6,F,02,outre-mer\n";
    let one_in_another = "1,A,11,petite\n2,B,53,petite\n3,C,01,grande\n4,D,02,grande\n";
    for leaking in [overseas, one_in_another] {
        let found = of(leaking).unwrap_err().to_string();
        says(&found, &["TAILLE et REG viennent d'une même réponse d'une façon que le secret ne suit pas"]);
    }
}

/// A list of communes asked of everybody, and two variables made of its attributes.
fn with_communes(rows: &str) -> Questionnaire {
    let categories = |codes: &[&str]| {
        let one = |code: &&str| format!("{{ code = \"{code}\", label.fr = \"{code}\" }}");
        codes.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let attributes = [("region", &["11", "53", "01", "02"][..]), ("taille", &["petite", "grande", "outre-mer"])];
    let told = |(id, codes): &(&str, &[&str])| {
        format!("[attributes.{id}]\nlabel.fr = \"{id}\"\ncategories = [{}]\n", categories(codes))
    };
    let descriptor = format!(
        "format = 1\nlanguages = [\"fr\"]\nlabel.fr = \"Communes\"\nfile = \"c.csv\"\nkey = \"code\"\nname = \"nom\"\n{}",
        attributes.iter().map(told).collect::<String>()
    );
    let data = format!("code,nom,region,taille\n{rows}");
    let id = NomenclatureId::parse("communes").unwrap();
    let list = Nomenclature::read(id.clone(), ("c.toml", &descriptor), |_| Some(("c.csv", &data))).unwrap();
    let mut q = questionnaire();
    let asked = Kind::Entry { nomenclature: id.clone(), keep: Vec::new(), options: Vec::new() };
    q.sections[1].questions.push(question("COMMUNE", Role::Profile, asked));
    for (name, attribute, codes) in [("REG", "region", attributes[0].1), ("TAILLE", "taille", attributes[1].1)] {
        let attribute = AttributeId::parse(attribute).unwrap();
        let rule = ComputedRule::Attribute { of: super::id("COMMUNE"), attribute };
        let categories = super::categories(codes);
        q.computed.push(Computed { id: super::id(name), label: Text::french(name), categories, rule });
    }
    q.lists.insert(id, Arc::new(list));
    q.index = Default::default();
    q
}

#[test]
fn a_quota_on_an_opinion_is_refused_because_its_board_would_show_results() {
    let faults = faults("[\"S_CSP\"]", "[\"JC_UTILITE\"]");
    says(&faults, &["JC_UTILITE est une opinion : un quota sur une opinion montrerait des résultats"]);
}

#[test]
fn a_quota_on_a_question_that_can_be_skipped_is_refused() {
    let soft = faults_of_question("S_CSP", |question| question.mandatory = Mandatory::Soft);
    says(&soft, &["S_CSP peut être passée sans réponse"]);
    let shown = faults_of_question("S_CSP", |question| {
        question.show_if = Some("S_SEXE = 'homme'".to_owned().try_into().unwrap())
    });
    says(&shown, &["S_CSP n'est posée qu'à une partie des personnes"]);
    let mut q = questionnaire();
    q.sections[1].show_if = Some("CONSENT = 'oui'".to_owned().try_into().unwrap());
    says(&faults_with(&q), &["S_CSP est dans une section", "AGE est dans une section"]);
}

#[test]
fn a_computed_variable_that_leaves_answers_out_needs_an_exit() {
    let open = faults_of_question("S_AGE", |question| question.exits.clear());
    says(&open, &["AGE : 0 à 17 n'ont pas de catégorie, et rien n'écarte ces personnes"]);
}

#[test]
fn an_exit_excuses_only_the_answers_it_catches() {
    let mut q = questionnaire();
    if let ComputedRule::Bands { bands, .. } = &mut q.computed[0].rule {
        bands[1].to = 30;
        bands.pop();
    }
    says(&faults_with(&q), &["AGE : 31 à 34, 65 à 120 n'ont pas de catégorie, et rien n'écarte ces personnes"]);
    let of_age = |q: &mut Questionnaire, when: &str| {
        let exits = &mut q.sections[1].questions[1].exits;
        exits.push(Exit { when: when.to_owned().try_into().unwrap(), ..exits[0].clone() });
    };
    // What another question answers does not excuse everybody.
    of_age(&mut q, "S_AGE > 64 and S_SEXE = 'homme'");
    says(&faults_with(&q), &["65 à 120"]);
    of_age(&mut q, "S_AGE > 64");
    says(&faults_with(&q), &["AGE : 31 à 34 n'ont"]);
    of_age(&mut q, "AGE = ''");
    assert!(!faults_with_or_none(&q).contains("n'ont pas de catégorie"));
}

#[test]
fn a_variable_that_a_jump_can_pass_is_refused() {
    let mut q = questionnaire();
    q.sections[0].questions[0].skips =
        vec![Skip { when: "CONSENT = 'oui'".to_owned().try_into().unwrap(), to: q.sections[2].id.clone() }];
    says(&faults_with(&q), &["AGE est dans la section profil, qu'un saut de CONSENT peut passer"]);
    // To the section itself, nothing is passed.
    q.sections[0].questions[0].skips[0].to = q.sections[1].id.clone();
    assert_eq!(faults_with_or_none(&q), "");
}

#[test]
fn a_variable_computed_from_computed_ones_answers_for_their_questions() {
    let mut q = questionnaire();
    let named = |text: &str| QuestionId::parse(text).unwrap();
    q.computed[0].id = named("AGE_FIN");
    let map = q.computed[0].categories.iter().map(|category| (category.code.clone(), category.code.clone())).collect();
    let again = Computed {
        id: named("AGE"),
        rule: ComputedRule::Lookup { of: named("AGE_FIN"), map },
        ..q.computed[0].clone()
    };
    q.computed.push(again);
    assert_eq!(faults_with_or_none(&q), "");
    q.sections[1].questions[1].exits.clear();
    says(&faults_with(&q), &["AGE : 0 à 17 n'ont pas de catégorie"]);
    q.sections[1].questions[1].mandatory = Mandatory::Soft;
    says(&faults_with(&q), &["AGE peut être passée sans réponse"]);
}

#[test]
fn a_hidden_variable_counts_only_if_it_is_always_there() {
    let mut q = questionnaire();
    let named = |text: &str| QuestionId::parse(text).unwrap();
    let categories = q.computed[1].categories.clone();
    let source = |default| HiddenSource::Given { parameter: "r".to_owned(), default };
    let first = categories[0].code.clone();
    q.hidden = vec![Hidden { id: named("R"), label: Text::french("R"), categories, source: source(None) }];
    if let ComputedRule::Lookup { of, .. } = &mut q.computed[1].rule {
        *of = named("R");
    }
    says(&faults_with(&q), &["REGION dépend de R, que l'adresse peut ne pas donner"]);
    q.hidden[0].source = source(Some(first));
    assert_eq!(faults_with_or_none(&q), "");
}

#[test]
fn a_declared_non_answer_must_be_uncovered_and_has_no_cell() {
    let nsp = |question: &mut Question| {
        if let Kind::Single { options: proposed, .. } = &mut question.kind {
            proposed.extend(options(&["nsp"]));
        }
    };
    says(&faults_of_question("S_CSP", nsp), &["sans case ni uncovered : nsp"]);
    let mut q = questionnaire();
    q.sections.iter_mut().flat_map(|section| &mut section.questions).filter(|q| q.id.as_str() == "S_CSP").for_each(nsp);
    let wave = changed("autres_inactifs = 127", "autres_inactifs = 126\nnsp = 1");
    let faults = bundle(&wave).read_against(&q).unwrap_err().to_string();
    says(&faults, &["« nsp » est une non-réponse, elle n'a pas de case"]);
}

#[test]
fn a_quota_on_a_number_or_on_the_consent_is_refused() {
    says(&faults("[\"S_CSP\"]", "[\"S_AGE\"]"), &["S_AGE n'a pas de catégories"]);
    says(&faults("[\"S_CSP\"]", "[\"CONSENT\"]"), &["CONSENT est le consentement"]);
}
