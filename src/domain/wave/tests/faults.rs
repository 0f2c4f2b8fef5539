//! Everything that can be wrong in a wave, each told at its place with what would be accepted.

use super::{WAVE, bundle, changed, questionnaire, read};
use crate::domain::questionnaire::{Kind, Question, Questionnaire, Role};
use crate::domain::wave::WaveBundle;

/// The faults of the real wave with one passage changed.
pub(super) fn faults(from: &str, to: &str) -> String {
    read(&changed(from, to)).unwrap_err().to_string()
}

fn faults_of_margin(file: &str, from: &str, to: &str) -> String {
    let mut bundle = bundle(WAVE);
    let text = bundle.margins.get_mut(file).unwrap();
    assert!(text.contains(from));
    *text = text.replacen(from, to, 1);
    bundle.read_against(&questionnaire()).unwrap_err().to_string()
}

pub(super) fn faults_of_question(name: &str, change: impl Fn(&mut Question)) -> String {
    let mut q = questionnaire();
    let found = q.sections.iter_mut().flat_map(|section| &mut section.questions);
    found.filter(|question| question.id.as_str() == name).for_each(change);
    faults_with(&q)
}

pub(super) fn faults_with_or_none(q: &Questionnaire) -> String {
    bundle(WAVE).read_against(q).err().map(|faults| faults.to_string()).unwrap_or_default()
}

pub(super) fn faults_with(q: &Questionnaire) -> String {
    bundle(WAVE).read_against(q).unwrap_err().to_string()
}

#[track_caller]
pub(super) fn says(faults: &str, expected: &[&str]) {
    for part in expected {
        assert!(faults.contains(part), "{part:?} is not in:\n{faults}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_with_its_line() {
    says(&faults("key = \"2020-05\"", "key = \"2020-05"), &["2020-05.toml:7:", "syntaxe TOML"]);
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_known_one() {
    says(
        &faults("lease_minutes = 30", "lease_minute = 30"),
        &["lease_minute : champ inconnu — attendu : vouliez-vous dire lease_minutes ?"],
    );
    says(&faults("total = 1000", "totale = 1000"), &["quotas.totale : champ inconnu", "total ?"]);
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let wave = changed("lease_minutes = 30", "lease_minutes = 0").replace("\"raking\"", "\"magie\"");
    let faults = read(&wave).unwrap_err();
    let lines: Vec<usize> = faults.0.iter().map(|fault| fault.line).collect();
    assert_eq!(lines.len(), 2, "{faults}");
    assert!(lines.is_sorted(), "{faults}");
}

#[test]
fn a_lease_or_a_tolerance_out_of_range_is_refused() {
    says(&faults("lease_minutes = 30", "lease_minutes = 241"), &["lease_minutes : 241 est hors limites", "de 1 à 240"]);
    says(&faults("tolerance = 1e-8", "tolerance = 0.5"), &["weighting.tolerance : tolérance hors limites"]);
    says(&faults("tolerance = 1e-8", "tolerance = nan"), &["weighting.tolerance"]);
    says(&faults("rounds_max = 200", "rounds_max = 0"), &["weighting.rounds_max : 0 est hors limites"]);
}

#[test]
fn a_target_of_zero_below_or_far_above_is_refused() {
    for target in ["0", "-5", "1000001", "99999999999999999999"] {
        let faults = faults("agriculteurs = 8", &format!("agriculteurs = {target}"));
        says(&faults, &["quotas.margins[2].targets.agriculteurs", "hors limites", "de 1 à 1000000"]);
    }
    says(&faults("agriculteurs = 8", "agriculteurs = 8.0"), &["c'est un nombre à virgule"]);
}

#[test]
fn a_maximum_under_its_target_is_refused() {
    says(
        &faults("homme.18-24 = 53", "homme.18-24 = { target = 53, max = 52 }"),
        &["homme.18-24 : le maximum 52 est sous la cible 53"],
    );
    says(
        &faults("homme.18-24 = 53", "homme.18-24 = { target = 53, maxi = 55 }"),
        &["champ inconnu", "max ?", "champ manquant"],
    );
}

#[test]
fn targets_that_do_not_sum_to_the_total_are_refused_both_ways() {
    says(&faults("agriculteurs = 8", "agriculteurs = 7"), &["les cibles font 999, le total est 1000 (-1)"]);
    says(&faults("agriculteurs = 8", "agriculteurs = 9"), &["les cibles font 1001, le total est 1000 (+1)"]);
}

#[test]
fn a_combination_without_a_cell_is_named() {
    says(&faults("femme.50-64 = 126\n", ""), &["sans case ni uncovered : femme × 50-64"]);
    says(&faults("uncovered = [[\"autre\", \"*\"]]\n", ""), &["autre × 18-24", "uncovered = [[\"autre\", \"*\"]]"]);
    says(&faults("94 = 5\n", ""), &["quotas.margins[3]", "sans case ni uncovered : 94"]);
}

#[test]
fn a_cell_that_is_also_uncovered_is_refused() {
    says(
        &faults("[\"autre\", \"*\"]", "[\"autre\", \"*\"], [\"homme\", \"18-24\"]"),
        &["homme × 18-24 est aussi dans uncovered"],
    );
}

#[test]
fn an_unknown_code_is_told_with_the_nearest_one() {
    says(&faults("cadres = 103", "cadre = 103"), &["code inconnu de S_CSP : « cadre »", "vouliez-vous dire cadres ?"]);
    says(
        &faults("[\"autre\", \"*\"]", "[\"autres\", \"*\"]"),
        &["code inconnu de S_SEXE : « autres »", "vouliez-vous dire autre ?"],
    );
    says(&faults("[\"autre\", \"*\"]", "[\"autre\"]"), &["1 codes pour 2 variables"]);
}

#[test]
fn margins_that_repeat_one_another_are_refused() {
    says(&faults("id = \"csp\"", "id = \"sexe_age\""), &["« sexe_age » est déjà l'identifiant d'une marge"]);
    says(&faults("[\"S_CSP\"]", "[\"REGION\"]"), &["une autre marge porte sur les mêmes variables"]);
}

#[test]
fn dates_out_of_order_or_out_of_the_calendar_are_refused() {
    says(&faults("end = 2020-05-04", "end = 2020-04-27"), &["fieldwork.end : le terrain finit le 2020-04-27 avant"]);
    says(&faults("start = 2020-04-28", "start = \"28 avril\""), &["« 28 avril » n'est pas une date"]);
    says(
        &faults("2020-05-07T06:00", "2020-05-04T23:59"),
        &["embargo : l'embargo tombe avant la fin", "2020-05-04T22:00:00Z"],
    );
}

#[test]
fn an_embargo_at_an_hour_that_is_not_one_instant_is_refused_with_the_candidates() {
    let twice = faults("2020-05-07T06:00", "2020-10-25T02:30");
    says(&twice, &["cette heure passe deux fois", "2020-10-25T00:30:00Z ou 2020-10-25T01:30:00Z"]);
    let never = faults("2020-05-07T06:00", "2021-03-28T02:30");
    says(&never, &["cette heure n'existe pas", "2021-03-28T00:30:00Z ou 2021-03-28T01:30:00Z"]);
}

#[test]
fn a_margin_file_that_is_missing_or_lacks_a_column_is_told() {
    says(
        &faults("file = \"csp8.csv\"", "file = \"csp9.csv\""),
        &["weighting.margins[2].file", "« csp9.csv » ne se lit pas"],
    );
    says(
        &faults("share_18plus_approx", "share_18_plus_approx"),
        &["pas de colonne « share_18_plus_approx »", "vouliez-vous dire share_18plus_approx ?"],
    );
    says(&faults("[\"csp8\"]", "[\"csp\"]"), &["weighting.margins[2].categories", "vouliez-vous dire csp8 ?"]);
    says(&faults("territory = ", "territoire = "), &["weighting.margins[1].where"]);
}

#[test]
fn a_margin_file_is_named_and_never_reached_through_a_folder() {
    for name in ["../secret.csv", "/etc/passwd", "a/b.csv", ".csv", "sex_age.txt"] {
        says(&faults("file = \"csp8.csv\"", &format!("file = \"{name}\"")), &["n'est pas un nom de fichier de marges"]);
    }
}

#[test]
fn rows_that_answer_to_nothing_are_told() {
    says(&faults("universe = \"18+\"", "universe = \"21+\""), &["aucune ligne de sex_age.csv ne répond à where"]);
}

#[test]
fn a_margin_category_without_a_code_is_told_at_its_line_of_the_margin_file() {
    says(
        &faults_of_margin("csp8.csv", "\ncadres,", "\ncadre,"),
        &["csp8.csv:4:1", "code inconnu de S_CSP : « cadre »", "sans case ni uncovered : cadres"],
    );
}

#[test]
fn a_margin_row_given_twice_or_missing_is_told() {
    let row = "cadres,3,5303391,0.098682,0.103283\n";
    says(
        &faults_of_margin("csp8.csv", row, &row.repeat(2)),
        &["csp8.csv:5:1 · cadres : cette combinaison est déjà donnée"],
    );
    says(&faults_of_margin("csp8.csv", row, ""), &["weighting.margins[2] : sans case ni uncovered : cadres"]);
}

#[test]
fn shares_that_are_not_shares_or_do_not_sum_to_one_are_refused() {
    says(&faults_of_margin("csp8.csv", "0.103283", "0.104283"), &["les parts gardées font 1.001"]);
    for share in ["0", "-0.1", "1.5", "inf", "x", ""] {
        says(&faults_of_margin("csp8.csv", "0.103283", share), &["csp8.csv:4:1 · cadres : part illisible"]);
    }
}

#[test]
fn a_margin_file_with_a_broken_row_is_told_at_its_line() {
    says(&faults_of_margin("csp8.csv", "cadres,3,", "cadres,3,,"), &["csp8.csv:4:1", "CSV mal formé"]);
}

#[test]
fn a_table_plan_names_known_questions_and_crosses_by_profile_only() {
    says(&faults("  \"JC_QUI\",", "  \"JC_KI\","), &["question inconnue : « JC_KI »", "vouliez-vous dire JC_QUI ?"]);
    says(&faults_of_question("JC_QUI", |question| question.kind = Kind::Note), &["JC_QUI n'a pas de tableau"]);
    says(&faults("  \"JC_QUI\",", "  \"FRAG_PRIO\","), &["« FRAG_PRIO » est nommé deux fois"]);
    says(&faults("breaks = [\"S_SEXE\"", "breaks = [\"JC_QUI\""), &["JC_QUI est une opinion : seul le profil croise"]);
    says(
        &faults("headline = \"JC_UTILITE\"", "headline = \"JC_UTILE\""),
        &["tables.headline", "vouliez-vous dire JC_UTILITE ?"],
    );
}

#[test]
fn a_text_the_questionnaire_needs_must_be_given() {
    says(
        &faults("commanditaire = ", "comanditaire = "),
        &["le questionnaire emploie {commanditaire}", "la vague ne le donne pas"],
    );
}

#[test]
fn a_wave_of_another_study_or_version_is_refused() {
    says(&faults("study = \"urgence-covid-citoyens\"", "study = \"autre\""), &["la vague est de l'étude « autre »"]);
    says(&faults("version = 1 }", "version = 2 }"), &["la vague demande la version 2, le fichier lu est la 1"]);
}

#[test]
fn a_key_that_is_not_a_month_and_at_most_one_letter_is_refused() {
    let refused =
        ["mai", "2020-5", "2020-13", "2020-05-b", "2020-05bb", "2020-05B", "2020-052", "2020-05é", "b2020-05", "b"];
    for key in refused {
        let told = faults("key = \"2020-05\"", &format!("key = \"{key}\""));
        says(&told, &[&format!("« {key} » n'est pas une clé de vague"), "AAAA-MM, ou AAAA-MM suivi d'une lettre"]);
    }
}

#[test]
fn a_wave_nobody_can_answer_is_refused() {
    let closed = changed("open_link = true", "open_link = false").replace("invitation = true", "invitation = false");
    let faults = read(&closed.replace("whole = true", "whole = false")).unwrap_err().to_string();
    says(&faults, &["access : personne ne peut répondre"]);
}

#[test]
fn a_disclosure_rule_too_low_or_upside_down_is_refused() {
    says(&faults("cell_base_min = 10", "cell_base_min = 1"), &["disclosure.cell_base_min : 1 est hors limites"]);
    says(
        &faults("cell_base_min = 10", "cell_base_min = 10\npopulation = 0"),
        &["disclosure.population : 0 est hors limites"],
    );
    says(&faults("share_base_min = 30", "share_base_min = 9"), &["un seuil plus bas que celui d'une case"]);
}

#[test]
fn an_opinion_is_never_weighted_on() {
    let mut q = questionnaire();
    q.sections.iter_mut().flat_map(|section| &mut section.questions).filter(|q| q.id.as_str() == "S_CSP").for_each(
        |q| {
            q.role = Role::Opinion;
        },
    );
    says(&faults_with(&q), &["weighting.margins[2].variables : S_CSP est une opinion"]);
}

#[test]
fn nothing_read_from_a_wave_makes_the_reader_panic() {
    for cut in (0..WAVE.len()).step_by(97).filter(|cut| WAVE.is_char_boundary(*cut)) {
        let _ = read(&WAVE[..cut]);
        let _ = WaveBundle::names_in("cut", &WAVE[cut..]);
    }
    let deep = format!("study = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(read(&deep).is_err());
}

#[test]
fn faults_of_the_questionnaire_and_of_the_wave_are_told_together() {
    let mut bundle = bundle(&changed("lease_minutes = 30", "lease_minutes = 0"));
    bundle.questionnaire.1 = "version = ".to_owned();
    let faults = bundle.read().unwrap_err().to_string();
    says(&faults, &["v1.toml:1:", "2020-05.toml:18:17 · lease_minutes"]);
}

#[test]
fn a_field_that_may_be_absent_hides_no_other_fault_of_its_table() {
    let told = faults("sentence = ", "sentence = 1\ncouleur = ");
    says(&told, &["tables.sentence : c'est un nombre entier", "tables.couleur : champ inconnu"]);
    let told = faults("open_link = true", "open_link = true\ncati = \"oui\"\nkiosk = 1\ncouleur = 2");
    says(&told, &["access.cati : c'est un texte", "access.kiosk : c'est", "access.couleur : champ inconnu"]);
}

#[test]
fn a_file_too_large_is_not_read() {
    let huge = format!("{WAVE}{}", "# rien\n".repeat(50_000));
    says(&read(&huge).unwrap_err().to_string(), &["2020-05.toml : fichier de"]);
    let mut bundle = bundle(WAVE);
    let rows = "0,autre,0,0\n".repeat(100_000);
    bundle.margins.get_mut("csp8.csv").unwrap().push_str(&rows);
    says(&bundle.read_against(&questionnaire()).unwrap_err().to_string(), &["csp8.csv : fichier de"]);
}

#[test]
fn a_figure_of_the_published_line_that_the_question_does_not_have_is_told() {
    says(
        &faults("{contre_productif} % contre-productif", "{contreproductif} % contre-productif"),
        &[
            "tables.sentence : {contreproductif} n'est ni une modalité ni un sous-total",
            "vouliez-vous dire contre_productif ?",
        ],
    );
}

#[test]
fn a_figure_of_a_finding_that_no_table_has_is_told_with_the_nearest() {
    let told = |finding: &str| faults("sentence = ", &format!("findings = [\"{finding}\"]\nsentence = "));
    says(
        &told("{JC_UTILITE.st_util} %"),
        &["tables.findings : {JC_UTILITE.st_util}", "vouliez-vous dire JC_UTILITE.st_utile ?"],
    );
    says(&told("{JC_EFFETS.st_oui} %"), &["{JC_EFFETS.st_oui} n'est pas un chiffre des tableaux"]);
    says(&told("{S_AGE.18} %"), &["{S_AGE.18} n'est pas un chiffre des tableaux"]);
    let sound = changed("sentence = ", "findings = [\"{JC_UTILITE.st_utile} et {JC_EFFETS.oui} %\"]\nsentence = ");
    assert_eq!(read(&sound).unwrap().tables.findings.len(), 1);
    says(&told("{JC_UTILITE.moyenne}"), &["{JC_UTILITE.moyenne} n'est pas un chiffre des tableaux"]);
    let mut q = questionnaire();
    let last = q.sections[2].questions.last_mut().unwrap();
    last.kind = Kind::Number { min: 0, max: 10, unit: None, decimals: 0, options: vec![] };
    let measures = "findings = [\"{ENG_ENVIE.moyenne}, {ENG_ENVIE.mediane}\"]\nsentence = ";
    assert_eq!(bundle(&changed("sentence = ", measures)).read_against(&q).unwrap().tables.findings.len(), 1);
    let many = ["\"{JC_UTILITE.nsp}\""; 9].join(", ");
    says(&faults("sentence = ", &format!("findings = [{many}]\nsentence = ")), &["plus de 8 faits à retenir"]);
}

#[test]
fn what_the_notice_alone_says_is_read_and_a_wave_without_it_is_written_as_before() {
    let spec = read(&format!("{WAVE}\n[notice]\nincentive = \"Un bon de 5 €\"\n")).unwrap();
    assert_eq!(spec.notice.incentive.as_deref(), Some("Un bon de 5 €"));
    assert_eq!(spec.notice.standard, None);
    let silent = read(WAVE).unwrap().canonical_json();
    assert!(!silent.contains("findings") && !silent.contains("\"notice\""), "{silent}");
    says(
        &read(&format!("{WAVE}\n[notice]\ncadeau = \"x\"\n")).unwrap_err().to_string(),
        &["notice.cadeau : champ inconnu"],
    );
}

#[test]
fn one_wrong_code_in_several_cells_is_told_once_and_what_it_hides_is_told_too() {
    let wrong = WAVE.replace("\nhomme.", "\nhommes.").replacen("femme.18-24 = 50\n", "", 1);
    let told = read(&wrong).unwrap_err().to_string();
    assert_eq!(told.matches("code inconnu de S_SEXE : « hommes »").count(), 1, "{told}");
    says(&told, &["sans case ni uncovered : femme × 18-24"]);
    assert!(!told.contains("homme × "), "{told}");
}

#[test]
fn codes_of_a_variable_the_margin_does_not_have_are_one_fault() {
    let told = faults("agriculteurs = 8", "agriculteurs.18-24 = 8");
    assert_eq!(told.lines().count(), 1, "{told}");
    says(&told, &["plus de codes que de variables", "une variable de plus"]);
}

#[test]
fn what_needs_no_questionnaire_is_told_where_the_questionnaire_is_at_fault() {
    let mut both = bundle(
        &changed("headline = \"JC_UTILITE\"", "headline = \"JC_UTILE\"")
            .replace("homme.18-24 = 53", "homme.18-24 = 54"),
    );
    both.questionnaire.1 = "format = 1".to_owned();
    let told = both.read().unwrap_err().to_string();
    says(&told, &["le champ minutes manque", "n'est pas dans tables.questions", "les cibles font 1001"]);
}
