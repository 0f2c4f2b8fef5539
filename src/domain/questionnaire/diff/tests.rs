use super::*;
use crate::domain::id::{Digest, NomenclatureId, QuestionId};
use crate::domain::questionnaire::Computed;
use crate::domain::questionnaire::tests::small_with;

fn changes(replacements: &[(&str, &str)]) -> Vec<Change> {
    diff(&small_with(&[]), &small_with(replacements))
}

/// The classes of the changes, and where they are.
fn told(replacements: &[(&str, &str)]) -> Vec<(ChangeClass, String)> {
    changes(replacements).into_iter().map(|change| (change.class, change.place.to_string())).collect()
}

#[track_caller]
fn only(from: &str, to: &str, class: ChangeClass, place: &str) {
    assert_eq!(told(&[(from, to)]), [(class, place.to_owned())]);
}

#[test]
fn two_readings_of_one_version_have_nothing_to_tell() {
    assert_eq!(changes(&[]), []);
    // Another number, another order of keys, spaces, comments, needless parentheses in a condition.
    let same = [
        ("version = 1", "version = 2 # une relecture"),
        ("title.fr = \"Essai\"\nminutes = 1", "minutes = 1\ntitle.fr   =   \"Essai\""),
        ("show_if = \"AGE_AN >= 18\"", "show_if = \"(AGE_AN  >=  (18))\""),
    ];
    assert_eq!(changes(&same), []);
}

#[test]
fn words_are_told_apart_by_what_they_are_for() {
    only("text.fr = \"Votre avis ?\"", "text.fr = \"Votre avis.\"", ChangeClass::Typo, "AVIS, texte");
    only("text.fr = \"Votre avis ?\"", "text.fr = \"Et vous ?\"", ChangeClass::Wording, "AVIS, texte");
    only("title.fr = \"Deux\"", "title.fr = \"La fin\"", ChangeClass::Surroundings, "section deux, titre");
    only("minutes = 1", "minutes = 3", ChangeClass::Cover, "questionnaire, durée annoncée");
    only("origin = \"reconstructed\"", "origin = \"documented\"", ChangeClass::Source, "CONSENT, provenance");
}

#[test]
fn options_come_go_and_change_meaning() {
    let b = "{ code = \"b\", label.fr = \"B\" }";
    only(b, &format!("{b}, {{ code = \"c\", label.fr = \"C\" }}"), ChangeClass::OptionAdded, "PLUS, c, modalité");
    let retired = "{ code = \"b\", label.fr = \"B\", retired = true }";
    let and_c = ", { code = \"c\", label.fr = \"C\" }";
    let with_c = [b, and_c].concat();
    let found = diff(&small_with(&[(b, &with_c)]), &small_with(&[(b, &[retired, and_c].concat())]));
    assert_eq!(found.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::OptionRetired]);
    let back = diff(&small_with(&[(b, &[retired, and_c].concat())]), &small_with(&[(b, &with_c)]));
    assert_eq!(back.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::OptionRestored]);
    let gone = diff(&small_with(&[(b, &with_c)]), &small_with(&[]));
    assert_eq!(gone.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::OptionRemoved]);
    only(b, "{ code = \"b\", label.fr = \"Beaucoup\" }", ChangeClass::CodeMeaning, "PLUS, b, libellé");
}

#[test]
fn the_order_of_options_is_told_once_and_not_for_an_addition_in_the_middle() {
    let pair = "{ code = \"a\", label.fr = \"A\" }, { code = \"b\", label.fr = \"B\" }";
    let turned = "{ code = \"b\", label.fr = \"B\" }, { code = \"a\", label.fr = \"A\" }";
    only(pair, turned, ChangeClass::Order, "PLUS, ordre des modalités");
    let between =
        "{ code = \"a\", label.fr = \"A\" }, { code = \"c\", label.fr = \"C\" }, { code = \"b\", label.fr = \"B\" }";
    only(pair, between, ChangeClass::OptionAdded, "PLUS, c, modalité");
}

#[test]
fn who_is_asked_and_who_leaves_are_two_classes() {
    only("show_if = \"AGE_AN >= 18\"", "show_if = \"AGE_AN >= 16\"", ChangeClass::Condition, "section deux, condition");
    only(
        "show_if = \"selected(PLUS, 'a')\"",
        "show_if = \"selected(PLUS, 'b')\"",
        ChangeClass::Condition,
        "AVIS, condition",
    );
    let exits = "min = 0\nmax = 120";
    let with_exit = "min = 0\nmax = 120\nexits = [{ when = \"AGE_AN < 18\", end = \"screened_out\" }]";
    only(exits, with_exit, ChangeClass::Exit, "AGE_AN, sorties");
}

#[test]
fn bounds_are_widened_or_narrowed_and_ticks_are_another_thing() {
    only("max = 120", "max = 130", ChangeClass::BoundsWidened, "AGE_AN, bornes");
    only("min = 0\nmax", "min = 18\nmax", ChangeClass::BoundsNarrowed, "AGE_AN, bornes");
    only("ticks_max = 2", "ticks_max = 1", ChangeClass::Choices, "PLUS, nombre de réponses");
}

#[test]
fn a_question_comes_goes_moves_or_measures_something_else() {
    let avis = "id = \"AVIS\"";
    let found = told(&[(avis, "id = \"AVIS2\"")]);
    let expected = [
        (ChangeClass::RemovedQuestion, "AVIS, question".to_owned()),
        (ChangeClass::NewQuestion, "AVIS2, question".to_owned()),
    ];
    assert_eq!(found, expected);
    let mut kind =
        changes(&[("type = \"multiple\"\nticks_max = 2", "type = \"single\""), ("selected(PLUS, 'a')", "PLUS = 'a'")]);
    kind.retain(|change| change.class != ChangeClass::Condition);
    assert_eq!(kind.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::Kind]);
    let mandatory = "text.fr = \"Quoi ?\"";
    only(mandatory, &format!("{mandatory}\nmandatory = \"off\""), ChangeClass::Mandatory, "PLUS, obligation");
}

#[test]
fn a_question_sent_to_another_page_is_moved_and_not_new() {
    let mut after = small_with(&[]);
    let question = after.sections[1].questions.pop().unwrap();
    after.sections[2].questions.insert(0, question);
    let after = Questionnaire::from_canonical_json(&after.canonical_json()).unwrap();
    let found: Vec<_> =
        diff(&small_with(&[]), &after).into_iter().map(|change| (change.class, change.before)).collect();
    assert_eq!(found, [(ChangeClass::Moved, Some("une".to_owned()))]);
    let mut turned = small_with(&[]);
    turned.sections[1].questions.reverse();
    let found = diff(&small_with(&[]), &turned);
    assert_eq!(found.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::Order]);
}

#[test]
fn nets_computed_variables_and_languages_have_their_classes() {
    only("codes = [\"oui\"]", "codes = [\"oui\", \"non\"]", ChangeClass::Net, "AVIS, st_oui, sous-total");
    let bands = "from = 0, to = 29 }, { code = \"a\", label.fr = \"Âgé\", from = 30 }";
    let moved = "from = 0, to = 24 }, { code = \"a\", label.fr = \"Âgé\", from = 25 }";
    only(bands, moved, ChangeClass::Computed, "BANDE, règle");
    let net = "nets = [{ id = \"st_oui\", label.fr = \"Oui\", codes = [\"oui\"], of_which = [] }]";
    let and_another =
        net.replace(" }]", " }, { id = \"st_non\", label.fr = \"Non\", codes = [\"non\"], of_which = [] }]");
    only(net, &and_another, ChangeClass::NewNet, "AVIS, st_non, sous-total");
    let mut more = small_with(&[]);
    let variable = more.computed[0].clone();
    more.computed.push(Computed { id: QuestionId::parse("BANDE2").unwrap(), ..variable });
    let found = diff(&small_with(&[]), &more);
    assert_eq!(found.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::NewVariable]);
    let mut lists = (small_with(&[]), small_with(&[]));
    let communes = NomenclatureId::parse("communes").unwrap();
    lists.1.nomenclatures.insert(communes.clone(), Digest::of(b"2024"));
    assert_eq!(diff(&lists.0, &lists.1), []);
    lists.0.nomenclatures.insert(communes, Digest::of(b"2023"));
    let found = diff(&lists.0, &lists.1);
    assert_eq!(found.iter().map(|change| change.class).collect::<Vec<_>>(), [ChangeClass::Nomenclature]);
    let mut after = small_with(&[]);
    after.languages.push(Language::En);
    let classes = |changes: Vec<Change>| changes.into_iter().map(|change| change.class).collect::<Vec<_>>();
    assert_eq!(classes(diff(&small_with(&[]), &after)), [ChangeClass::LanguageAdded]);
    assert_eq!(classes(diff(&after, &small_with(&[]))), [ChangeClass::LanguageRemoved]);
}

/// The small questionnaire with a hidden variable, a check, an end page and an order of sections.
fn rich() -> Questionnaire {
    use crate::domain::id::{EndId, OptionCode, SectionId};
    use crate::domain::questionnaire::{
        Category, Check, EndKind, EndPage, Hidden, HiddenSource, Rotation, SectionOrder, Severity,
    };
    let id = |text| QuestionId::parse(text).unwrap();
    let category = |code| Category { code: OptionCode::parse(code).unwrap(), label: Text::french(code) };
    let hidden = Hidden {
        id: id("BRAS"),
        label: Text::french("Bras"),
        categories: vec![category("a"), category("b")],
        source: HiddenSource::Arm { shares: vec![1, 1] },
    };
    let check = Check {
        must: small_with(&[]).sections[2].show_if.clone().unwrap(),
        severity: Severity::Warning,
        text: Text::french("Sûr ?"),
        question: id("AGE_AN"),
    };
    let end = EndPage {
        id: EndId::parse("hors-cible").unwrap(),
        on: EndKind::ScreenedOut,
        title: Text::french("Merci"),
        text: Text::french("Fin"),
    };
    let order = SectionOrder {
        sections: ["une", "deux"].map(|id| SectionId::parse(id).unwrap()).into(),
        rotation: Rotation::Random,
    };
    let mut after = small_with(&[]);
    after.hidden.push(hidden);
    after.sections[1].checks.push(check);
    after.ends.push(end);
    after.orders.push(order);
    after
}

#[test]
fn hidden_variables_checks_end_pages_and_orders_have_their_classes() {
    use crate::domain::questionnaire::HiddenSource;
    let after = rich();
    let classes: Vec<_> = diff(&small_with(&[]), &after).into_iter().map(|change| change.class).collect();
    assert_eq!(classes, [ChangeClass::Hidden, ChangeClass::Order, ChangeClass::Check, ChangeClass::EndPage]);
    let mut other_shares = after.clone();
    other_shares.hidden[0].source = HiddenSource::Arm { shares: vec![2, 1] };
    other_shares.ends[0].text = Text::french("Au revoir");
    let found = diff(&after, &other_shares);
    let told: Vec<_> = found.iter().map(|change| (change.class, change.before.as_deref())).collect();
    assert_eq!(told, [(ChangeClass::Hidden, Some("tirage 1 : 1")), (ChangeClass::EndPage, Some("Fin"))]);
}

#[test]
fn every_class_is_in_the_table_once_and_nothing_that_breaks_a_series_goes_live() {
    let names: std::collections::BTreeSet<_> = ChangeClass::ALL.into_iter().map(ChangeClass::as_str).collect();
    assert_eq!(names.len(), ChangeClass::ALL.len());
    for class in ChangeClass::ALL {
        let consequence = class.consequence();
        assert!(!(consequence.goes_live && consequence.series == Series::Break), "{class:?}");
        assert_eq!(serde_json::to_value(class).unwrap(), class.as_str());
    }
}

/// Every value of a JSON document changed in turn, with the way to it.
fn mutations(value: &serde_json::Value) -> Vec<(String, serde_json::Value)> {
    use serde_json::Value;
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, inner)| {
                mutations(inner).into_iter().map(move |(way, changed)| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    (format!(".{name}{way}"), Value::Object(fields))
                })
            })
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .flat_map(|(at, inner)| {
                mutations(inner).into_iter().map(move |(way, changed)| {
                    let mut list = list.clone();
                    list[at] = changed;
                    (format!("[{at}]{way}"), Value::Array(list))
                })
            })
            .collect(),
        Value::String(text) => vec![(String::new(), Value::from(format!("{text}x")))],
        Value::Number(number) => vec![(String::new(), Value::from(number.as_i64().unwrap() + 1))],
        Value::Bool(yes) => vec![(String::new(), Value::from(!yes))],
        Value::Null => Vec::new(),
    }
}

#[test]
fn nothing_of_a_version_changes_without_being_told() {
    let q = rich();
    let json: serde_json::Value = serde_json::from_str(&q.canonical_json()).unwrap();
    let mut tried = 0;
    for (way, changed) in mutations(&json) {
        // What is no longer a questionnaire, or its number, is not a change.
        let Ok(after) = Questionnaire::from_canonical_json(&changed.to_string()) else { continue };
        if way == ".version" {
            continue;
        }
        tried += 1;
        assert!(!diff(&q, &after).is_empty(), "{way}");
        assert!(!diff(&after, &q).is_empty(), "{way}, backwards");
    }
    assert!(tried > 80, "{tried}");
}
