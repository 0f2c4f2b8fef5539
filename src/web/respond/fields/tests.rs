use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::fixture::questionnaire;
use super::*;
use crate::domain::answer::Answers;
use crate::domain::questionnaire::{Language, Questionnaire};

struct Page {
    questionnaire: Questionnaire,
    filling: Filling,
    faults: Vec<AnswerFault>,
    is_settled: bool,
}

impl Page {
    fn blank() -> Self {
        let questionnaire = questionnaire();
        Self { questionnaire, filling: Filling::default(), faults: Vec::new(), is_settled: false }
    }

    fn filled(pairs: &[(&str, &str)]) -> Self {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { filling: Filling::of_form(&pairs), ..Self::blank() }
    }

    fn faulty(slot: &str, field: &str, item: Option<usize>, severity: Severity) -> Self {
        let mut page = Self::blank();
        let (slot, _) = page.questionnaire.question(slot).unwrap();
        let message = "Voici pourquoi.".to_owned();
        page.faults.push(AnswerFault { slot, item, field: field.to_owned(), key: field.to_owned(), message, severity });
        page
    }

    fn of(&self, id: &str) -> String {
        let (slot, asked) = self.questionnaire.question(id).unwrap();
        let answers = Answers::none(&self.questionnaire);
        let texts = BTreeMap::new();
        let (questionnaire, texts) = (&self.questionnaire, &texts);
        let wording = Wording { questionnaire, texts, answers: &answers, language: Language::Fr };
        let html = question(&Shown {
            slot,
            question: asked,
            filling: &self.filling,
            faults: &self.faults,
            wording,
            scope: Scope::Asked,
            is_settled: self.is_settled,
            rule: OnceCell::new(),
        });
        html.into_string()
    }

    fn all(&self) -> Vec<(String, String)> {
        let ids = self.questionnaire.questions().map(|(_, question)| question.id.to_string());
        ids.map(|id| (id.clone(), self.of(&id))).collect()
    }
}

/// What stands in each tag of that name.
fn tags<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let open = ["<", name, " "].concat();
    html.match_indices(&open).map(|(at, _)| &html[at..at + html[at..].find('>').unwrap()]).collect()
}

fn attribute<'h>(tag: &'h str, name: &str) -> Option<&'h str> {
    let start = tag.find(&[" ", name, "=\""].concat())? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_control_has_a_label_and_every_group_a_legend() {
    for (id, html) in Page::blank().all() {
        let labelled: BTreeSet<_> = tags(&html, "label").iter().filter_map(|tag| attribute(tag, "for")).collect();
        let controls = ["input", "select", "textarea"].iter().flat_map(|name| tags(&html, name));
        for control in controls.filter(|tag| attribute(tag, "type") != Some("hidden")) {
            let is_inside = html.find(control).is_some_and(|at| {
                html[..at].rfind("<label").is_some_and(|label| !html[label..at].contains("</label>"))
            });
            let is_named = attribute(control, "id").is_some_and(|id| labelled.contains(id));
            assert!(is_inside || is_named, "{id}: {control}");
        }
        assert_eq!(tags(&html, "fieldset").len(), html.matches("<legend>").count(), "{id}");
    }
}

#[test]
fn ids_are_given_once_and_what_describes_is_there() {
    let mut page = Page::blank();
    for (slot, question) in questionnaire().questions() {
        let message = "Voici pourquoi.".to_owned();
        let field = question.id.to_string();
        page.faults.push(AnswerFault {
            slot,
            item: None,
            key: field.clone(),
            field,
            message,
            severity: Severity::Error,
        });
    }
    let html: String = page.all().into_iter().map(|(_, html)| html).collect();
    let mut seen = BTreeSet::new();
    for id in html.match_indices(" id=\"").filter_map(|(at, _)| html[at + 5..].split('"').next()) {
        assert!(seen.insert(id), "{id} twice");
    }
    for said in html.match_indices("-describedby=\"").filter_map(|(at, _)| html[at + 14..].split('"').next()) {
        assert!(said.split(' ').all(|id| seen.contains(id)), "{said}");
    }
}

#[test]
fn the_summary_of_faults_leads_to_a_control_of_each_kind() {
    for (slot, question) in questionnaire().questions() {
        let id = question.id.as_str();
        if matches!(question.kind, Kind::Note) {
            continue;
        }
        let page = Page::faulty(id, id, None, Severity::Error);
        let fault = &page.faults[0];
        assert_eq!(fault.slot, slot);
        let target = [" id=\"", &anchor(question, fault), "\""].concat();
        assert!(page.of(id).contains(&target), "{id}: {target}");
    }
}

#[test]
fn a_doubt_is_not_shown_as_a_fault() {
    let html = Page::faulty("EFFECTIF", "EFFECTIF", None, Severity::Warning).of("EFFECTIF");
    assert!(html.contains("doubtful") && html.contains("À vérifier") && !html.contains("faulty"), "{html}");
    assert!(!html.contains("aria-invalid"), "{html}");
}

#[test]
fn a_fault_of_a_row_stands_in_its_row() {
    let html = Page::faulty("SCORES", "SCORES.i1", Some(1), Severity::Error).of("SCORES");
    let row = html.split("<fieldset").nth(3).unwrap();
    assert!(row.contains("aria-describedby=\"e-SCORES.i1\"") && row.contains("Voici pourquoi."), "{html}");
    assert_eq!(html.matches("Voici pourquoi.").count(), 1);
}

#[test]
fn only_the_rank_that_is_wrong_is_marked() {
    let html = Page::faulty("RANGS", "RANGS.2", None, Severity::Error).of("RANGS");
    assert_eq!(html.matches("aria-invalid").count(), 1);
    assert!(html.contains("name=\"RANGS.2\" aria-invalid=\"true\" aria-describedby=\"e-RANGS\""), "{html}");
}

#[test]
fn a_row_does_not_tell_its_own_name() {
    let mut page = Page::faulty("PARTS", "PARTS.i1", Some(1), Severity::Error);
    page.faults[0].message = "Écrivez un nombre. (Les associations de votre commune)".to_owned();
    let html = page.of("PARTS");
    assert!(html.contains("Écrivez un nombre.</p>"), "{html}");
    assert!(html.find("Écrivez un nombre.") < html.find("name=\"PARTS.i1\""), "above its field");
}

#[test]
fn scores_have_their_poles_named_where_they_are_heard() {
    let html = Page::blank().of("NOTE10");
    assert_eq!(tags(&html, "input").len(), 12);
    let first = html.find("value=\"0\"").unwrap();
    let pole = html.find("Pas du tout confiance").unwrap();
    assert!(first < pole && pole < html.find("value=\"1\"").unwrap(), "said with the first step");
    assert!(html.contains("aria-hidden=\"true\""), "and seen once, under the line");
    assert!(
        html.contains("class=\"points long\""),
        "eleven scores have a column of their own on the narrowest screens"
    );
}

#[test]
fn what_was_filled_comes_back_in_every_kind() {
    let filled = [
        ("RADIO", "autre"),
        ("RADIO--autre", "La mer"),
        ("LISTE", "emploi"),
        ("NOTE10", "7"),
        ("CAUSES", "sante"),
        ("GRILLE.i1", "a2"),
        ("SCORES.i0", "10"),
        ("BUDGET", "12,5"),
        ("PARTS.i2", "30"),
        ("RANGS.2", "climat"),
        ("LIGNE", "lien"),
        ("TEXTE", "Tout & rien"),
        ("COURRIEL", "a@b.fr"),
        ("JOUR.year", "2020"),
        ("JOUR-missing", "nsp"),
        ("COMMUNE", "35000"),
    ];
    let page = Page::filled(&filled);
    let shows = |id: &str, piece: &str| assert!(page.of(id).contains(piece), "{id}: {piece}");
    shows("RADIO", "value=\"autre\" checked");
    shows("RADIO", "value=\"La mer\"");
    shows("LISTE", "value=\"emploi\" selected");
    shows("NOTE10", "value=\"7\" checked");
    shows("CAUSES", "value=\"sante\" checked");
    shows("GRILLE", "name=\"GRILLE.i1\" value=\"a2\" checked");
    shows("SCORES", "name=\"SCORES.i0\" value=\"10\" checked");
    shows("BUDGET", "value=\"12,5\"");
    shows("PARTS", "name=\"PARTS.i2\" value=\"30\"");
    shows("RANGS", "value=\"climat\" selected");
    shows("LIGNE", "value=\"lien\"");
    shows("TEXTE", "Tout &amp; rien</textarea>");
    shows("COURRIEL", "value=\"a@b.fr\"");
    shows("JOUR", "name=\"JOUR.year\" value=\"2020\"");
    shows("JOUR", "name=\"JOUR-missing\" value=\"nsp\" checked");
    shows("COMMUNE", "value=\"35000\"");
}

#[test]
fn rules_are_said_in_words() {
    let page = Page::blank();
    let says = |id: &str, words: &str| assert!(page.of(id).contains(words), "{id}: {}", page.of(id));
    says("CAUSES", "Plusieurs réponses possibles, 3 au plus.");
    says("PARTS", "Le total doit faire 100\u{a0}%.");
    says("RANGS", "Classez jusqu’à 3 réponses");
    says("BUDGET", "Jusqu’à 2 décimales, après une virgule.");
    says("TEXTE", "500 caractères au plus.");
    says("JOUR", "laissez le jour, ou le jour et le mois, vide");
}

#[test]
fn bounds_are_said_before_they_are_met_and_the_unit_is_heard() {
    let html = Page::blank().of("EFFECTIF");
    assert!(html.contains("Entre 0 et 9\u{202f}999."), "{html}");
    assert!(
        html.contains("aria-describedby=\"u-EFFECTIF h-EFFECTIF\"") && html.contains("id=\"u-EFFECTIF\""),
        "{html}"
    );
    assert!(Page::blank().of("BUDGET").contains("Entre 0 et 9\u{202f}999,99. Jusqu’à 2 décimales"), "times a hundred");
    assert!(Page::blank().of("PARTS").contains("aria-describedby=\"u-PARTS.i0\""));
}

#[test]
fn a_rule_its_help_already_says_is_said_once() {
    let mut page = Page::blank();
    let causes =
        page.questionnaire.sections[0].questions.iter_mut().find(|asked| asked.id.as_str() == "CAUSES").unwrap();
    causes.help = Some(crate::domain::questionnaire::Text::french("Plusieurs réponses possibles, 3 au plus."));
    assert_eq!(page.of("CAUSES").matches("Plusieurs réponses possibles").count(), 1);
}

#[test]
fn a_help_that_counts_the_answers_is_enough() {
    let mut page = Page::blank();
    let causes =
        page.questionnaire.sections[0].questions.iter_mut().find(|asked| asked.id.as_str() == "CAUSES").unwrap();
    causes.help = Some(crate::domain::questionnaire::Text::french("Trois réponses au plus."));
    let html = page.of("CAUSES");
    assert!(html.contains("Trois réponses au plus.") && !html.contains("class=\"rule\""), "{html}");
}

#[test]
fn what_is_written_beside_an_entry_of_a_list_names_it_and_is_marked_when_wrong() {
    let html = Page::blank().of("LISTE");
    assert!(html.contains("data-of=\"autre\""), "{html}");
    assert!(html.contains(">Seulement si vous avez choisi «\u{a0}Une autre cause\u{a0}»\u{a0}: précisez"), "{html}");
    assert!(html.contains("data-chosen=\"«\u{a0}Une autre cause\u{a0}»\u{a0}: précisez"), "for the script: {html}");
    let wrong = Page::faulty("LISTE", "LISTE--autre", None, Severity::Error).of("LISTE");
    assert!(wrong.contains("aria-invalid=\"true\" aria-describedby=\"e-LISTE\""), "{wrong}");
}

#[test]
fn what_may_be_left_out_is_heard_with_its_field() {
    let mut page = Page::blank();
    let asked =
        page.questionnaire.sections[0].questions.iter_mut().find(|asked| asked.id.as_str() == "EFFECTIF").unwrap();
    asked.mandatory = crate::domain::questionnaire::Mandatory::Off;
    let html = page.of("EFFECTIF");
    page.questionnaire.sections[0].questions.iter_mut().find(|asked| asked.id.as_str() == "EFFECTIF").unwrap().help =
        Some(crate::domain::questionnaire::Text::french("Facultatif, à peu près."));
    assert_eq!(page.of("EFFECTIF").matches("Facultatif").count(), 1, "said by the help");
    let described = html.split("id=\"h-EFFECTIF\"").nth(1).unwrap();
    assert!(described.split("</div>").next().unwrap().contains("Facultatif"), "{html}");
}

#[test]
fn entries_that_match_are_offered_with_the_fallback() {
    let page = Page::filled(&[("COMMUNE", "35000")]);
    let html = page.of("COMMUNE");
    assert!(html.contains("name=\"COMMUNE.entry\" value=\"35238\"") && html.contains("Rennes"), "{html}");
    assert!(html.contains("name=\"COMMUNE-missing\" value=\"autre_commune\""), "{html}");
}

#[test]
fn looking_for_an_entry_says_what_was_found_and_opens_there() {
    let told = |pairs: &[(&str, &str)]| Page::filled(pairs).of("COMMUNE");
    let nothing = told(&[("COMMUNE", "zzzz"), ("_chercher", "COMMUNE")]);
    assert!(nothing.contains("role=\"status\" tabindex=\"-1\" autofocus>Rien ne correspond"), "{nothing}");
    assert!(told(&[("COMMUNE", ""), ("_chercher", "COMMUNE")]).contains("Écrivez d’abord"));
    assert!(told(&[("COMMUNE", "rennes"), ("_chercher", "COMMUNE")]).contains("Une réponse correspond."));
    assert!(!told(&[("COMMUNE", "zzzz")]).contains("role=\"status\""), "the faults say it");
    assert!(told(&[]).contains("Écrivez le début du nom ou du code"), "before the fault");
}

#[test]
fn the_enter_key_looks_for_what_is_typed_and_not_chosen() {
    let form = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        searched(&pairs).map(str::to_owned)
    };
    let enter = ("_entree", "AUTRE COMMUNE");
    assert_eq!(form(&[enter, ("COMMUNE", "ren")]), Some("COMMUNE".to_owned()));
    assert_eq!(form(&[enter, ("COMMUNE", "ren"), ("COMMUNE.entry", "35238")]), None, "chosen");
    assert_eq!(form(&[enter, ("COMMUNE", "ren"), ("COMMUNE-missing", "autre_commune")]), None, "said to be elsewhere");
    assert_eq!(form(&[enter, ("COMMUNE", " ")]), None, "nothing typed");
    assert_eq!(form(&[("COMMUNE", "ren")]), None, "the button that goes on");
}

#[test]
fn an_entry_sent_stays_among_those_offered() {
    let html = Page::filled(&[("COMMUNE", "35"), ("COMMUNE.entry", "35238")]).of("COMMUNE");
    assert!(html.contains("value=\"35238\" checked") && html.contains("value=\"35360\""), "{html}");
    assert!(!Page::blank().of("COMMUNE").contains("COMMUNE.entry"), "nothing typed, nothing offered");
}

#[test]
fn settled_answers_are_shown_closed_and_travel_beside() {
    let mut page = Page::filled(&[("EFFECTIF", "12"), ("GRILLE.i0", "a1"), ("EFFECTIFS", "3")]);
    page.is_settled = true;
    let number = page.of("EFFECTIF");
    assert!(number.contains("disabled") && number.contains("<input type=\"hidden\" name=\"EFFECTIF\" value=\"12\">"));
    assert!(!number.contains("EFFECTIFS"));
    assert!(page.of("GRILLE").contains("<input type=\"hidden\" name=\"GRILLE.i0\" value=\"a1\">"));
}
