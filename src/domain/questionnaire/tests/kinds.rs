//! Each kind of question: what its fields become, and each fault of them.

use super::{Kind, Question, Questionnaire, faults_of};
use crate::domain::answer::Date;
use crate::domain::fault::Fault;
use crate::domain::questionnaire::{Beside, Carried, DatePrecision, Display, Mandatory, Role, Rotation, TextFormat};

const START: &str = r#"format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 1
notice.fr = "Questionnaire d'essai"
[lists.marques]
options = [{ code = "a", label.fr = "A" }, { code = "b", label.fr = "B" }, { code = "aucune", label.fr = "Aucune", exclusive = true }]
[lists.rangs]
options = [{ code = "a", label.fr = "A" }, { code = "b", label.fr = "B" }, { code = "c", label.fr = "C" }]
[[sections]]
id = "accord"
title.fr = "Accord"
[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "D'accord ?"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]
[[sections]]
id = "avant"
title.fr = "Avant"
[[sections.questions]]
id = "CONNUES"
role = "opinion"
origin = "documented"
type = "multiple"
list = "marques"
rotation = "random"
text.fr = "Lesquelles ?"
[[sections]]
id = "une"
title.fr = "Une"
[[sections.questions]]
id = "Q"
role = "opinion"
origin = "documented"
text.fr = "Quoi ?"
"#;

fn read(fields: &str) -> Questionnaire {
    let text = [START, fields].concat();
    Questionnaire::parse("essai.toml", &text).unwrap_or_else(|faults| panic!("{fields}\n{faults}"))
}

fn asked(fields: &str) -> Question {
    read(fields).question("Q").unwrap().1.clone()
}

/// Each row: the fields of the question, the place told and a part of what is said.
fn refused(rows: &[(&str, &str, &str)]) {
    for (fields, place, said) in rows {
        let faults: Vec<Fault> = faults_of(&[START, fields].concat());
        let found = faults.iter().any(|fault| fault.place == *place && fault.what.contains(said) && fault.line > 34);
        assert!(found, "{fields}: {faults:#?}");
    }
}

fn codes(kind: &Kind) -> Vec<&str> {
    kind.options().iter().map(|option| option.code.as_str()).collect()
}

const NSP: &str = "options = [{ code = \"nsp\", label.fr = \"NSP\", missing = \"nsp\" }]\n";

#[test]
fn a_scale_is_a_choice_between_numbers_that_count_for_themselves() {
    let q = asked(&format!("type = \"scale\"\nfrom = -1\nto = 2\nlow.fr = \"Peu\"\nhigh.fr = \"Très\"\n{NSP}"));
    let Kind::Single { options, display, poles, .. } = &q.kind else { panic!("{q:?}") };
    assert_eq!(codes(&q.kind), ["-1", "0", "1", "2", "nsp"]);
    let values: Vec<_> = options.iter().map(|option| option.value).collect();
    assert_eq!(values, [Some(-1), Some(0), Some(1), Some(2), None]);
    assert_eq!((*display, poles.as_ref().unwrap().high.get(Default::default())), (Display::Scale, "Très"));
    assert!(q.kind.is_scored());
    refused(&[
        ("type = \"scale\"\nfrom = 0\nto = 10\n", "Q", "le sens des bouts"),
        ("type = \"scale\"\nfrom = 0\nto = 10\nlow.fr = \"Peu\"\n", "Q", "un bout de l'échelle est sans texte"),
        ("type = \"scale\"\nfrom = 3\nto = 3\nlow.fr = \"a\"\nhigh.fr = \"b\"\n", "Q", "échelle de 3 à 3"),
        ("type = \"scale\"\nfrom = 0\nto = 21\nlow.fr = \"a\"\nhigh.fr = \"b\"\n", "Q", "échelle de 0 à 21"),
        ("type = \"scale\"\nto = 10\nlow.fr = \"a\"\nhigh.fr = \"b\"\n", "Q", "le champ from manque"),
        (
            "type = \"scale\"\nfrom = 0\nto = 5\nlow.fr = \"a\"\nhigh.fr = \"b\"\noptions = [{ code = \"x\", label.fr = \"X\" }]\n",
            "Q.options.x",
            "que des non-réponses",
        ),
    ]);
}

#[test]
fn a_single_question_says_how_it_is_shown_and_what_its_options_mean() {
    let q = asked(
        "type = \"single\"\ndisplay = \"searchable\"\nrotation = \"rotate\"\noptions = [\n\
         { code = \"a\", label.fr = \"A\", help.fr = \"La première\", value = -2 },\n\
         { code = \"b\", label.fr = \"B\", number_min = 1, number_max = 9, show_if = \"selected(CONNUES, 'a')\" },\n\
         { code = \"c\", label.fr = \"C\", text_chars_max = 20 } ]\n",
    );
    let Kind::Single { options, display, rotation, .. } = &q.kind else { panic!("{q:?}") };
    assert_eq!((*display, *rotation), (Display::Searchable, Rotation::Rotate));
    assert_eq!((options[0].value, options[0].help.is_some()), (Some(-2), true));
    assert_eq!((options[1].beside, options[1].anchored), (Some(Beside::Number { min: 1, max: 9 }), true));
    assert_eq!(options[1].show_if.as_ref().unwrap().to_string(), "selected(CONNUES, 'a')");
    assert_eq!(options[2].beside, Some(Beside::Text { chars_max: 20 }));
    assert_eq!(q.order_key(), "Q");
    let option = |fields: &str| {
        format!(
            "type = \"single\"\noptions = [{{ code = \"a\", label.fr = \"A\", {fields} }}, {{ code = \"b\", label.fr = \"B\" }}]\n"
        )
    };
    refused(&[
        (&option("number_min = 1"), "Q.options.a", "une borne manque"),
        (&option("number_min = 9, number_max = 1"), "Q.options.a", "bornes renversées"),
        (&option("number_min = 1, number_max = 2, text_chars_max = 5"), "Q.options.a", "un texte et un nombre"),
        (&option("value = \"2\""), "Q.options.a.value", "c'est un texte"),
        (&option("show_if = \"CONNUES =\""), "Q.options.a.show_if", "inachevée"),
        ("type = \"single\"\ndisplay = \"slider\"\nlist = \"marques\"\n", "Q.display", "mot inconnu"),
    ]);
}

#[test]
fn rotated_questions_that_take_one_list_draw_one_order() {
    let key = |fields: &str| asked(fields).order_key().to_owned();
    assert_eq!(key("type = \"ranking\"\nlist = \"rangs\"\nrotation = \"random\"\n"), "rangs");
    assert_eq!(key("type = \"ranking\"\nscale = \"rangs\"\nrotation = \"random\"\n"), "rangs");
    assert_eq!(key("type = \"ranking\"\nlist = \"rangs\"\n"), "Q");
    assert_eq!(key("type = \"ranking\"\nlist = \"rangs\"\nrotation = \"random\"\norder_as = \"autre\"\n"), "autre");
    refused(&[("type = \"single\"\nlist = \"marques\"\nscale = \"marques\"\n", "Q", "scale et list ensemble")]);
}

#[test]
fn a_retired_option_is_not_counted_among_those_to_tick() {
    let two = "options = [{ code = \"a\", label.fr = \"A\" }, { code = \"b\", label.fr = \"B\" }";
    let retired = [two, ", { code = \"c\", label.fr = \"C\", retired = true }"].concat();
    let q = super::small_with(&[("ticks_max = 2\n", ""), (two, &retired)]);
    let (_, question) = q.question("PLUS").unwrap();
    assert!(matches!(question.kind, Kind::Multiple { ticks_max: 2, .. }), "{:?}", question.kind);
}

#[test]
fn a_ranking_says_how_many_are_put_in_order() {
    let limits = |fields: &str| match asked(fields).kind {
        Kind::Ranking { ranks_min, ranks_max, .. } => (ranks_min, ranks_max),
        other => panic!("{other:?}"),
    };
    assert_eq!(limits("type = \"ranking\"\nlist = \"rangs\"\nranks_min = 2\nranks_max = 2\n"), (2, 2));
    assert_eq!(limits("type = \"ranking\"\nlist = \"rangs\"\n"), (1, 3));
    assert_eq!(limits("type = \"ranking\"\nlist = \"rangs\"\nmandatory = \"off\"\n"), (0, 3));
    refused(&[("type = \"ranking\"\nlist = \"rangs\"\nticks_max = 2\n", "Q", "champ inconnu : ticks_max")]);
}

#[test]
fn a_grid_asks_for_options_or_for_scores() {
    let items = "items = [{ code = \"x\", label.fr = \"X\", show_if = \"selected(CONNUES, 'a')\" }]\n";
    let scored = asked(&format!("type = \"grid\"\nfrom = 0\nto = 2\nlow.fr = \"a\"\nhigh.fr = \"b\"\n{items}{NSP}"));
    let Kind::Grid { items: rows, poles, .. } = &scored.kind else { panic!("{scored:?}") };
    assert!(rows[0].show_if.is_some() && poles.is_some());
    assert_eq!(codes(&scored.kind), ["0", "1", "2", "nsp"]);
    let chosen = asked(&format!("type = \"grid\"\nlist = \"rangs\"\nrotation = \"random\"\n{items}"));
    assert_eq!((codes(&chosen.kind), chosen.order_key()), (vec!["a", "b", "c"], "Q"));
    refused(&[
        (&format!("type = \"grid\"\nfrom = 0\n{items}"), "Q", "le champ to manque"),
        (&format!("type = \"grid\"\nfrom = 0\nto = 3\nlist = \"marques\"\n{items}"), "Q", "champ inconnu : list"),
    ]);
}

#[test]
fn numbers_with_decimals_are_stored_whole() {
    let number = asked(&format!("type = \"number\"\ndecimals = 2\nmin = -0.5\nmax = 10\n{NSP}"));
    let Kind::Number { min, max, decimals, options, .. } = &number.kind else { panic!("{number:?}") };
    assert_eq!((*min, *max, *decimals, options.len()), (-50, 1_000, 2, 1));
    let items = "items = [{ code = \"x\", label.fr = \"X\" }, { code = \"y\", label.fr = \"Y\" }]\n";
    let several =
        asked(&format!("type = \"numbers\"\ndecimals = 1\nmin = 0\nmax = 100\ntotal = 99.5\nunit.fr = \"%\"\n{items}"));
    let Kind::Numbers { items: rows, total, max, .. } = &several.kind else { panic!("{several:?}") };
    assert_eq!((rows.len(), *total, *max), (2, Some(995), 1_000));
    refused(&[
        ("type = \"number\"\nmin = 0\nmax = 1.5\n", "Q.max", "trop précis"),
        ("type = \"number\"\ndecimals = 1\nmin = 0\nmax = 1.25\n", "Q.max", "trop précis"),
        ("type = \"number\"\nmin = 0\nmax = 3000000000\n", "Q.max", "hors des bornes"),
        ("type = \"number\"\ndecimals = 9\nmin = 0\nmax = 1\n", "Q.decimals", "hors des bornes"),
        ("type = \"number\"\nmin = 0\n", "Q", "le champ max manque"),
        ("type = \"number\"\nmin = \"0\"\nmax = 1\n", "Q.min", "c'est un texte"),
        (
            "type = \"number\"\nmin = 0\nmax = 1\noptions = [{ code = \"x\", label.fr = \"X\" }]\n",
            "Q.options.x",
            "que des non-réponses",
        ),
        ("type = \"number\"\nmin = 0\nmax = 1\ntotal = 3\n", "Q", "champ inconnu : total"),
    ]);
}

#[test]
fn texts_have_a_form_and_a_length() {
    let text = |fields: &str| match asked(fields).kind {
        Kind::Text { format, chars_max, .. } => (format, chars_max),
        other => panic!("{other:?}"),
    };
    assert_eq!(text("type = \"text\"\n"), (TextFormat::Line, 200));
    assert_eq!(text("type = \"text\"\nformat = \"paragraph\"\nchars_max = 500\n"), (TextFormat::Paragraph, 500));
    assert_eq!(text("type = \"text\"\nformat = \"email\"\n"), (TextFormat::Email, 254));
    assert_eq!(text("type = \"text\"\nformat = \"phone\"\n"), (TextFormat::Phone, 30));
    refused(&[
        ("type = \"text\"\nformat = \"url\"\n", "Q.format", "mot inconnu : url"),
        ("type = \"text\"\nchars_max = 100000\n", "Q.chars_max", "hors des bornes"),
    ]);
}

#[test]
fn dates_are_read_as_text_or_in_the_form_of_the_file() {
    let q = asked("type = \"date\"\nprecision = \"month\"\npartial = true\nmin = \"1950\"\nmax = 2026-12-31\n");
    let Kind::Date { precision, partial, min, max, .. } = q.kind else { panic!("{q:?}") };
    assert_eq!((precision, partial), (DatePrecision::Month, true));
    assert_eq!((min, max), (Date::new(1950, None, None), Date::new(2026, Some(12), Some(31))));
    refused(&[
        ("type = \"date\"\nmin = \"2020-13-01\"\n", "Q.min", "date impossible"),
        ("type = \"date\"\nmin = 2020\n", "Q.min", "c'est un nombre entier"),
        ("type = \"date\"\nmin = \"2021-01-01\"\nmax = \"2020-01-01\"\n", "Q", "dates renversées"),
    ]);
}

#[test]
fn a_note_is_only_read() {
    let text =
        START.replace("role = \"opinion\"\norigin = \"documented\"\ntext.fr = \"Quoi ?\"", "text.fr = \"Lisez.\"");
    let q = Questionnaire::parse("essai.toml", &[&text, "type = \"note\"\nhelp.fr = \"Bien.\"\n"].concat()).unwrap();
    let (_, note) = q.question("Q").unwrap();
    assert_eq!((&note.kind, note.mandatory), (&Kind::Note, Mandatory::Off));
    refused(&[
        ("type = \"note\"\nmandatory = \"hard\"\n", "Q", "champ inconnu : mandatory"),
        ("type = \"note\"\noptions = []\n", "Q", "champ inconnu : options"),
    ]);
}

#[test]
fn contact_is_a_role() {
    let text = START.replace("id = \"Q\"\nrole = \"opinion\"", "id = \"Q\"\nrole = \"contact\"");
    let q = Questionnaire::parse("essai.toml", &[&text, "type = \"text\"\nformat = \"email\"\n"].concat()).unwrap();
    assert_eq!(q.question("Q").unwrap().1.role, Role::Contact);
}

#[test]
fn carried_options_are_those_of_the_other_question_without_its_non_answers() {
    let carry = "carry = { from = \"CONNUES\", which = \"not_chosen\" }\n";
    let q = asked(&format!(
        "type = \"single\"\nrotation = \"random\"\n{carry}options = [{{ code = \"z\", label.fr = \"Z\" }}]\n"
    ));
    assert_eq!(codes(&q.kind), ["a", "b", "z"]);
    assert_eq!((q.carry.unwrap().which, q.order_as.as_deref()), (Carried::NotChosen, Some("marques")));
    let rows = asked(&format!(
        "type = \"grid\"\n{carry}options = [{{ code = \"o\", label.fr = \"O\" }}, {{ code = \"n\", label.fr = \"N\" }}]\n"
    ));
    let items: Vec<_> = rows.kind.items().iter().map(|item| item.code.as_str()).collect();
    assert_eq!((items, rows.order_as), (vec!["a", "b"], None));
    let many = asked(&format!("type = \"multiple\"\n{carry}"));
    assert!(matches!(many.kind, Kind::Multiple { ticks_max: 2, .. }));
    refused(&[
        (
            "type = \"single\"\ncarry = { from = \"CONNU\", which = \"chosen\" }\n",
            "Q.carry.from",
            "pas de question CONNU",
        ),
        (
            "type = \"single\"\ncarry = { from = \"Q\", which = \"chosen\" }\n",
            "Q.carry.from",
            "pas de question Q avant",
        ),
        ("type = \"single\"\ncarry = { from = \"CONNUES\", which = \"some\" }\n", "Q.carry.which", "mot inconnu"),
        ("type = \"single\"\ncarry = { from = \"CONNUES\" }\n", "Q.carry", "le champ which manque"),
        ("type = \"text\"\ncarry = { from = \"CONNUES\", which = \"chosen\" }\n", "Q.carry", "ni options ni lignes"),
    ]);
}

#[test]
fn rows_are_drawn_where_there_are_rows_and_no_more_than_there_are() {
    let grid = "type = \"grid\"\nfrom = 0\nto = 3\nitems = [{ code = \"x\", label.fr = \"X\" }, { code = \"y\", label.fr = \"Y\" }]\n";
    assert_eq!(asked(&format!("{grid}draw = 1\n")).draw, Some(1));
    let all = asked(grid);
    assert!(!crate::domain::questionnaire::canonical_json(&all).contains("draw"), "digests of before would change");
    refused(&[
        (&format!("{grid}draw = 3\n"), "Q.draw", "draw = 3, de 2 lignes"),
        (&format!("{grid}draw = 0\n"), "Q.draw", "nombre hors des bornes"),
        ("type = \"text\"\ndraw = 1\n", "Q.draw", "pas de lignes à tirer"),
    ]);
}
