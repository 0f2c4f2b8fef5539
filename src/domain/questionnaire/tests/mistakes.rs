//! Each class of mistake that only the whole questionnaire shows, with its message: jumps, orders, ends, what nobody
//! reaches, what a text or a formula reads.

use super::{SMALL, faults_of};
use crate::domain::questionnaire::Questionnaire;

/// A section more, with a question that may be replaced.
const MORE: &str = r#"[[sections]]
id = "trois"
title.fr = "Trois"
[[sections.questions]]
id = "SUITE"
role = "opinion"
origin = "documented"
type = "single"
text.fr = "Et ?"
options = [{ code = "x", label.fr = "X" }, { code = "y", label.fr = "Y" }]
[[sections]]
id = "quatre"
title.fr = "Quatre"
[[sections.questions]]
id = "FIN"
role = "opinion"
origin = "documented"
mandatory = "off"
type = "text"
text.fr = "Un mot ?"
"#;

fn text(replacements: &[(&str, &str)]) -> String {
    let whole = [SMALL, MORE].concat();
    replacements.iter().fold(whole, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// The only fault: its place, what it says, what it expects.
fn told(replacements: &[(&str, &str)], place: &str, what: &str, expected: &str) {
    let faults = faults_of(&text(replacements));
    assert_eq!(faults.len(), 1, "{what}: {faults:#?}");
    assert_eq!(faults[0].place, place, "{faults:#?}");
    assert!(faults[0].what.contains(what), "{faults:#?}");
    assert!(faults[0].expected.as_deref().unwrap_or_default().contains(expected), "{faults:#?}");
    assert!(faults[0].line > 1, "{faults:#?}");
}

#[test]
fn the_questionnaire_the_mistakes_are_put_in_is_sound() {
    Questionnaire::parse("essai.toml", &text(&[])).unwrap_or_else(|faults| panic!("{faults}"));
}

#[test]
fn jumps_go_forward_to_a_section_that_exists_and_keeps_its_place() {
    let skip = |to: &str| format!("id = \"SUITE\"\nskips = [{{ when = \"SUITE = 'x'\", to = \"{to}\" }}]");
    let id = "id = \"SUITE\"";
    told(&[(id, &skip("quatr"))], "SUITE.skips[0].to", "section inconnue : quatr", "vouliez-vous dire quatre ?");
    told(&[(id, &skip("deux"))], "SUITE.skips[0].to", "saut en arrière vers deux", "quatre");
    told(&[(id, &skip("trois"))], "SUITE.skips[0].to", "saut en arrière vers trois", "quatre");
    let order = "id = \"FIN\"\n";
    let ordered = [SMALL, MORE, "[[orders]]\nsections = [\"trois\", \"quatre\"]\nrotation = \"random\"\n"].concat();
    Questionnaire::parse("essai.toml", &ordered).unwrap_or_else(|faults| panic!("{faults}"));
    let jump = ordered.replacen("max = 120", "max = 120\nskips = [{ when = \"AGE_AN > 90\", to = \"quatre\" }]", 1);
    let faults = faults_of(&jump);
    assert!(faults[0].what.contains("change de place d'une personne à l'autre"), "{faults:#?}");
    assert!(ordered.contains(order));
}

#[test]
fn sections_in_an_order_are_neighbours_that_do_not_read_each_other() {
    let with = |end: &str| faults_of(&[SMALL, MORE, end].concat());
    let says = |end: &str, what: &str| {
        let faults = with(end);
        assert!(faults.iter().any(|fault| fault.place == "orders[0]" && fault.what.contains(what)), "{faults:#?}");
    };
    says("[[orders]]\nsections = [\"une\", \"trois\"]\nrotation = \"random\"\n", "ne se suivent pas");
    says("[[orders]]\nsections = [\"trois\", \"quattre\"]\nrotation = \"random\"\n", "section inconnue : quattre");
    says("[[orders]]\nsections = [\"une\", \"deux\"]\nrotation = \"random\"\n", "deux lit");
    says("[[orders]]\nsections = [\"accord\", \"une\"]\nrotation = \"random\"\n", "consentement reste la première");
    let twice = "[[orders]]\nsections = [\"trois\", \"trois\"]\nrotation = \"random\"\n";
    says(twice, "trois est déjà dans un ordre");
}

#[test]
fn an_exit_names_a_page_of_its_own_kind_and_every_page_is_seen_by_somebody() {
    let exit =
        ("max = 120", "max = 120\nexits = [{ when = \"AGE_AN < 18\", end = \"screened_out\", page = \"hors\" }]");
    let page = |id: &str, on: &str| {
        format!("[[ends]]\nid = \"{id}\"\non = \"{on}\"\ntitle.fr = \"Merci\"\ntext.fr = \"Au revoir.\"\n[[computed]]")
    };
    let absent = [exit, ("[[computed]]", &page("horz", "screened_out"))];
    told(&absent, "AGE_AN.exits[0].page", "page de fin inconnue : hors", "vouliez-vous dire horz ?");
    let other = [exit, ("[[computed]]", &page("hors", "refused"))];
    told(&other, "AGE_AN.exits[0].page", "hors est la page d'une autre fin", "");
    let unseen = [("[[computed]]", page("a", "refused")), ("[[computed]]", page("b", "refused"))];
    let unseen: Vec<_> = unseen.iter().map(|(from, to)| (*from, to.as_str())).collect();
    let faults = faults_of(&text(&unseen));
    assert!(faults.iter().any(|fault| fault.what == "page que personne ne voit"), "{faults:#?}");
}

#[test]
fn what_nobody_can_see_is_told_where_the_condition_says_so() {
    let show = "show_if = \"selected(PLUS, 'a')\"";
    told(&[(show, "show_if = \"AGE_AN > 200\"")], "AVIS.show_if", "question que personne ne voit", "");
    told(
        &[("show_if = \"AGE_AN >= 18\"", "show_if = \"AGE_AN < 0\"")],
        "sections.deux.show_if",
        "section que personne n'atteint",
        "",
    );
    // Each may hold, never both: the section wants adults.
    told(
        &[(show, "show_if = \"AGE_AN < 12\"")],
        "AVIS.show_if",
        "question que personne ne voit",
        "celles qui l'entourent",
    );
    let option =
        ("{ code = \"y\", label.fr = \"Y\" }", "{ code = \"y\", label.fr = \"Y\", show_if = \"AGE_AN = 130\" }");
    told(&[option], "SUITE.options.y.show_if", "option que personne ne voit", "");
    let exit = ("max = 120", "max = 120\nexits = [{ when = \"AGE_AN > 120\", end = \"screened_out\" }]");
    told(&[exit], "AGE_AN.exits[0].when", "condition que rien ne remplit", "");
    let everybody = ("max = 120", "max = 120\nexits = [{ when = \"AGE_AN >= 0\", end = \"screened_out\" }]");
    told(&[everybody], "sections.deux", "section que personne n'atteint : la sortie de AGE_AN", "certains évitent");
}

#[test]
fn a_rule_between_answers_stands_beside_a_question_of_its_page_and_reads_what_is_known() {
    let rule = |must: &str, question: &str| {
        format!(
            "title.fr = \"Une\"\nchecks = [{{ must = \"{must}\", severity = \"error\", question = \"{question}\", text.fr = \"Vraiment ?\" }}]"
        )
    };
    let title = "title.fr = \"Une\"";
    told(
        &[(title, &rule("AGE_AN > 3", "AVIS"))],
        "sections.une.checks[0].question",
        "AVIS n'est pas une question de cette section",
        "AGE_AN, PLUS",
    );
    told(
        &[(title, &rule("AVIS = 'oui'", "PLUS"))],
        "sections.une.checks[0].must",
        "AVIS n'est pas encore connue",
        "section précédente",
    );
}

#[test]
fn a_text_repeats_only_what_is_known_and_may_be_told() {
    told(
        &[("\"Quoi ?\"", "\"À ${AVIS|vous} ?\"")],
        "PLUS.text.fr",
        "AVIS n'est pas encore connue",
        "section précédente",
    );
    told(&[("\"Quoi ?\"", "\"À ${AGE_ANN|vous} ?\"")], "PLUS.text.fr", "AGE_ANN", "AGE_AN");
    let contact = (
        "role = \"opinion\"\norigin = \"documented\"\nmandatory = \"off\"\ntype = \"text\"",
        "role = \"contact\"\norigin = \"documented\"\nmandatory = \"off\"\ntype = \"text\"\nformat = \"email\"",
    );
    let told_again = "[[sections]]\nid = \"cinq\"\ntitle.fr = \"À ${FIN|vous}\"\n[[sections.questions]]\nid = \"N\"\ntype = \"note\"\ntext.fr = \"N\"\n";
    let faults = faults_of(&[text(&[contact]).as_str(), told_again].concat());
    assert!(faults.len() == 1 && faults[0].what.contains("on ne la répète pas dans un texte"), "{faults:#?}");
}

#[test]
fn a_formula_gives_what_it_says_and_never_reads_itself() {
    let formula = |value: &str, gives: &str| {
        format!(
            "[[computed]]\nid = \"F\"\nlabel.fr = \"F\"\ntype = \"formula\"\nvalue = \"{value}\"\n{gives}\n[[computed]]"
        )
    };
    let at = "[[computed]]";
    let number = "gives = \"number\"";
    let category =
        "gives = \"category\"\ncategories = [{ code = \"o\", label.fr = \"O\" }, { code = \"n\", label.fr = \"N\" }]";
    told(&[(at, &formula("F + 1", number))], "F.value", "tournerait en rond", "plus haut");
    told(&[(at, &formula("if(BANDE = 'a', 1, 2)", number))], "F.value", "tournerait en rond", "plus haut");
    told(&[(at, &formula("AGE_AN > 3", number))], "F.value", "la formule donne une condition", "un nombre");
    told(&[(at, &formula("AGE_AN", category))], "F.value", "la formule donne un nombre", "if(");
    told(
        &[(at, &formula("if(AGE_AN > 3, 'o', 'p')", category))],
        "F.value",
        "'p', qui n'est pas une catégorie",
        "o, n",
    );
    told(&[(at, &formula("AGE_ANS + 1", number))], "F.value", "AGE_ANS", "AGE_AN");
}

#[test]
fn limits_nobody_can_meet_and_words_nobody_can_read_are_told() {
    let question = "type = \"single\"\ntext.fr = \"Et ?\"\noptions = [{ code = \"x\", label.fr = \"X\" }, { code = \"y\", label.fr = \"Y\" }]";
    let rows = "items = [{ code = \"x\", label.fr = \"X\" }, { code = \"y\", label.fr = \"Y\" }]";
    let sum = format!("type = \"numbers\"\ntext.fr = \"Et ?\"\nmin = 0\nmax = 40\ntotal = 100\n{rows}");
    told(&[(question, &sum)], "SUITE", "total = 100 hors d'atteinte", "de 0 à 80, ce que 2 lignes");
    let rank = question.replace("single\"", "ranking\"\nranks_max = 3");
    told(&[(question, &rank)], "SUITE", "ranks_max = 3", "de 1 à 2");
    let year = "type = \"date\"\ntext.fr = \"Et ?\"\nprecision = \"year\"\npartial = true";
    told(&[(question, year)], "SUITE", "une année n'a rien qui puisse manquer", "precision");
    let label = "label.fr = \"Y\"";
    told(&[(label, "label.fr = \"Autre\"")], "SUITE.options.y", "« autre » ambigu", "text_chars_max = 200");
    let two =
        "label.fr = \"Autre\", text_chars_max = 20 }, { code = \"z\", label.fr = \"Autres…\", text_chars_max = 20";
    told(&[(label, two)], "SUITE.options.z", "un second « autre »", "un libellé qui le distingue");
}

/// What the marks of the faults cover, in the order of the file.
fn marked(text: &str) -> Vec<String> {
    let part = |fault: &crate::domain::fault::Fault| {
        let line = text.lines().nth(fault.line - 1).unwrap_or_default();
        line.chars().skip(fault.column - 1).take(fault.length).collect()
    };
    faults_of(text).iter().map(part).collect()
}

#[test]
fn each_fault_of_a_condition_marks_its_own_word() {
    let show = ("show_if = \"selected(PLUS, 'a')\"", "show_if = \"AGE_ANN > 3 and PLU = 'a' and AGE_AN > 3\"");
    assert_eq!(marked(&text(&[show])), ["AGE_ANN", "PLU"]);
    let twice = ("show_if = \"selected(PLUS, 'a')\"", "show_if = \"AGE_AN == 3\"");
    assert_eq!(marked(&text(&[twice])), ["=="]);
    told(&[twice], "AVIS.show_if", "« == » n'est pas un opérateur", "= (égal)");
}

#[test]
fn a_fault_of_a_text_marks_what_stands_between_the_braces() {
    assert_eq!(marked(&text(&[("\"Quoi ?\"", "\"À ${ZORG|vous} ?\"")])), ["${ZORG|vous}"]);
    assert_eq!(marked(&text(&[("label.fr = \"Y\"", "label.fr = \"Y ${ZORG|a}\"")])), ["${ZORG|a}"]);
    assert_eq!(marked(&text(&[("title.fr = \"Une\"", "title.fr = \"Une ${AVIS|a}\"")])), ["${AVIS|a}"]);
}

#[test]
fn what_is_named_twice_and_what_nobody_sees_are_told_beside_other_faults() {
    let broken = ("id = \"FIN\"\n", "id = \"FIN\"\nexits = \"jamais\"\n");
    let dead = ("show_if = \"selected(PLUS, 'a')\"", "show_if = \"AGE_AN > 200\"");
    let says = |faults: &[crate::domain::fault::Fault], what: &str| {
        assert!(faults.iter().any(|fault| fault.what.contains(what)), "{what}: {faults:#?}");
    };
    let faults = faults_of(&text(&[broken, dead]));
    says(&faults, "question que personne ne voit");
    assert_eq!(faults.len(), 2, "{faults:#?}");
    let list =
        ("type = \"single\"\ntext.fr = \"Et ?\"", "type = \"single\"\nlist = \"nulle_part\"\ntext.fr = \"Et ?\"");
    let faults = faults_of(&text(&[list, ("id = \"FIN\"", "id = \"PLUS\""), ("id = \"quatre\"", "id = \"trois\"")]));
    says(&faults, "liste inconnue : nulle_part");
    says(&faults, "identifiant déjà pris");
    says(&faults, "section déjà nommée");
}

#[test]
fn one_mistake_is_told_once_and_not_by_its_consequences() {
    let type_of = ("type = \"single\"\ntext.fr = \"Et ?\"", "type = \"singel\"\ntext.fr = \"Et ?\"");
    told(&[type_of], "SUITE.type", "mot inconnu : singel", "vouliez-vous dire single ?");
    let exit = SMALL.lines().find(|line| line.starts_with("exits") && line.contains("refused")).expect("an exit");
    let broken = exit.replacen(" = '", " == '", 1);
    assert_ne!(exit, broken);
    let faults = faults_of(&text(&[(exit, &broken)]));
    assert!(faults.len() == 1 && faults[0].what.contains("=="), "{faults:#?}");
    assert!(faults_of(&text(&[(exit, "")])).iter().any(|fault| fault.what.contains("ne mène à rien")));
}

#[test]
fn other_is_known_however_it_is_written_and_two_options_do_not_say_the_same() {
    for label in ["AUTRE", "Autre — à préciser", "Autre : précisez", "Autres (préciser)"] {
        let label = format!("label.fr = \"{label}\"");
        told(&[("label.fr = \"Y\"", &label)], "SUITE.options.y", "« autre » ambigu", "text_chars_max = 200");
    }
    told(
        &[("label.fr = \"Y\"", "label.fr = \"x.\"")],
        "SUITE.options.y.label",
        "même libellé que x",
        "qui le distingue",
    );
}
