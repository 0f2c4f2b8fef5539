mod arbitrary;
mod laws;
mod prose;
mod satisfy;
mod translate;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::answer::Date;

struct Table(BTreeMap<&'static str, Value<'static>>);

impl Values for Table {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        self.0.get(name.to_string().as_str()).copied().unwrap_or(Value::Missing)
    }
}

struct List(&'static [&'static str]);

impl CodeNames for List {
    fn code_at(&self, position: u16) -> Option<&str> {
        self.0.get(usize::from(position)).copied()
    }
}

const ENGAGEMENTS: List = List(&["don", "voisins", "aucun"]);

fn answers() -> Table {
    Table(BTreeMap::from([
        ("NOTE", Value::Score { code: "7", score: Some(7.0) }),
        ("NOTE_NSP", Value::Score { code: "nsp", score: None }),
        ("PARTS", Value::of_numbers([10.0, 25.5, 4.0])),
        ("RANG", Value::Codes(Codes::new(&[2, 0], &ENGAGEMENTS))),
        ("AVIS", Value::Text("été")),
        ("JOUR", Value::Date(Date::new(2020, Some(5), Some(17)).unwrap())),
        ("MOIS", Value::Date(Date::new(2020, Some(5), None).unwrap())),
        ("AGE", Value::Number(34.0)),
        ("JC", Value::Code("utile")),
        ("ENG", Value::Codes(Codes::new(&[0, 1], &ENGAGEMENTS))),
        ("G.rapide", Value::Code("plutot")),
    ]))
}

#[track_caller]
fn assert_value(text: &str, expected: Value<'_>) {
    assert_eq!(Expr::parse(text).unwrap().evaluate(&answers()), expected, "{text}");
}

#[test]
fn operators_bind_as_in_xpath() {
    assert_value("2 + 3 * 4 - 10 div 4", Value::Number(11.5));
    assert_value("7 mod 4 = 3", Value::Bool(true));
    assert_value("false() and false() or true()", Value::Bool(true));
    assert_value("not AGE >= 18 or JC = 'utile'", Value::Bool(true));
    assert_value("-AGE + 35 = 1", Value::Bool(true));
    assert_value("8 - 3 - 2", Value::Number(3.0));
}

#[test]
fn what_is_missing_is_neither_true_nor_false() {
    assert_value("NOWHERE = 'x'", Value::Missing);
    assert_value("not NOWHERE = 'x'", Value::Missing);
    assert_value("NOWHERE = 'x' and true()", Value::Missing);
    assert_value("true() and NOWHERE = 'x'", Value::Missing);
    assert_value("NOWHERE = 'x' and false()", Value::Bool(false));
    assert_value("false() and NOWHERE = 'x'", Value::Bool(false));
    assert_value("NOWHERE = 'x' or true()", Value::Bool(true));
    assert_value("NOWHERE = 'x' or false()", Value::Missing);
    assert_value("1 div 0", Value::Missing);
    assert!(!Expr::parse("NOWHERE != 'x'").unwrap().is_true(&answers()));
}

#[test]
fn an_empty_text_asks_whether_there_is_an_answer() {
    assert_value("NOWHERE = ''", Value::Bool(true));
    assert_value("JC = ''", Value::Bool(false));
    assert_value("'' != JC", Value::Bool(true));
}

#[test]
fn functions_read_ticks_and_choose() {
    assert_value("selected(ENG, 'don') and not selected(ENG, 'aucun')", Value::Bool(true));
    assert_value("count-selected(ENG)", Value::Number(2.0));
    assert_value("if(AGE < 18, 'jeune', JC)", Value::Code("utile"));
    assert_value("coalesce(NOWHERE, JC)", Value::Code("utile"));
    assert_value("${G.rapide} = G.rapide", Value::Bool(true));
}

#[test]
fn a_score_is_a_number_and_a_code() {
    assert_value("NOTE >= 7 and NOTE + 1 = 8 and NOTE = '7' and selected(NOTE, '7')", Value::Bool(true));
    assert_value("NOTE = 7", Value::Bool(true));
    assert_value("NOTE_NSP = 'nsp' and NOTE_NSP != ''", Value::Bool(true));
    assert_value("NOTE_NSP >= 7", Value::Missing);
    assert_value("NOTE_NSP + 1", Value::Missing);
    assert_value("NOTE = NOTE_NSP", Value::Missing);
    assert_value("coalesce(NOTE_NSP, 5)", Value::Number(5.0));
    assert_value("coalesce(NOTE_NSP, NOWHERE) = 'nsp'", Value::Bool(true));
}

#[test]
fn a_date_is_compared_when_every_day_it_may_be_agrees() {
    assert_value("JOUR = '2020-05-17' and JOUR < '2020-05-18' and JOUR >= '2020-05-17'", Value::Bool(true));
    assert_value("JOUR != '2020-05-17'", Value::Bool(false));
    assert_value("MOIS >= '2020-05-01' and MOIS < '2020-06-01'", Value::Bool(true));
    assert_value("MOIS > '2020-05-01'", Value::Missing);
    assert_value("MOIS <= '2020-05-30'", Value::Missing);
    assert_value("MOIS = '2020-05-17'", Value::Missing);
    assert_value("MOIS = '2020-06-17'", Value::Bool(false));
    assert_value("MOIS = MOIS", Value::Missing);
    assert_value("'2020-12-31' > MOIS", Value::Bool(true));
    assert_value("JOUR > 'hier'", Value::Missing);
    assert_value("JOUR > NOWHERE", Value::Missing);
}

#[test]
fn numbers_are_summed_ranked_and_rounded() {
    assert_value("sum(PARTS)", Value::Number(39.5));
    assert_value("min(PARTS) + max(PARTS)", Value::Number(29.5));
    assert_value("min(AGE, 3, 50)", Value::Number(3.0));
    assert_value("max(AGE, NOWHERE)", Value::Missing);
    assert_value("sum(NOWHERE)", Value::Missing);
    assert_value("rank(RANG, 'aucun')", Value::Number(1.0));
    assert_value("rank(RANG, 'don')", Value::Number(2.0));
    assert_value("rank(RANG, 'voisins')", Value::Missing);
    assert_value("round(2.345, 2)", Value::Number(2.35));
    assert_value("round(-2.5)", Value::Number(-3.0));
    assert_value("int(-2.9) + abs(-3)", Value::Number(1.0));
    assert_value("string-length(AVIS)", Value::Number(3.0));
    assert_value("AVIS = 'été'", Value::Bool(true));
    assert_value("not(AGE < 3) and not(AGE = 4 or AGE = 5)", Value::Bool(true));
}

#[test]
fn an_evaluation_past_its_budget_says_nothing() {
    let expr = Expr::parse("AGE < 3 or selected(ENG, 'don')").unwrap();
    let within = |steps| expr.evaluate_within(&answers(), &Budget::new(steps)) == Value::Bool(true);
    assert!(within(9) && !within(8));
    let long: Vec<&str> = std::iter::repeat_n("selected(LONGUE, 'c1')", 60).collect();
    let errors = Expr::parse(&long.join(" or ")).unwrap().check(&Known);
    assert!(errors[0].message.starts_with("condition trop longue à évaluer"), "{errors:?}");
    assert_eq!(Expr::parse(&long[..40].join(" or ")).unwrap().check(&Known), []);
}

#[test]
fn a_fault_says_where_and_what_was_expected() {
    let fault = |text: &str| Expr::parse(text).unwrap_err();
    let at = |text: &str| (fault(text).offset, fault(text).len);
    assert_eq!(at("JC = "), (5, 0));
    assert_eq!(at("JC = 'utile"), (5, 6));
    assert_eq!(at("(JC = 'a'"), (0, 1));
    assert_eq!(at("JC 'a'"), (3, 3));
    assert_eq!(at("é = 1"), (0, 2));
    assert_eq!(at("selected(JC)"), (0, 12));
    assert_eq!(fault("seletced(JC, 'a')").expected.as_deref(), Some("vouliez-vous dire selected ?"));
    assert_eq!(at("${JC = 1"), (0, 8));
    assert_eq!(at("1. = 1"), (0, 2));
    assert_eq!(at("AGE = not JC"), (6, 3));
    assert_eq!(at("not(JC = 'a'"), (3, 1));
}

#[test]
fn size_and_depth_are_bounded() {
    assert!(Expr::parse(&format!("{}1{}", "(".repeat(20), ")".repeat(20))).is_ok());
    assert!(Expr::parse(&format!("{}1{}", "(".repeat(500), ")".repeat(500))).is_err());
    assert!(Expr::parse(&"-".repeat(400)).is_err());
    assert!(Expr::parse(&["1"; 249].join("+")).is_ok());
    assert!(Expr::parse(&["1"; 251].join("+")).is_err());
    assert!(Expr::parse(&" ".repeat(TEXT_BYTES_MAX + 1)).is_err());
}

struct Known;

impl Names for Known {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        match name.to_string().as_str() {
            "AGE" => Ok(Type::Number),
            "JC" => Ok(Type::Code(codes(&["utile", "inutile"]))),
            "NOTE" => Ok(Type::Score(vec![("7".to_owned(), Some(7.0)), ("nsp".to_owned(), None)])),
            "PARTS" => Ok(Type::Numbers(codes(&["a", "b"]))),
            "RANG" => Ok(Type::Ranking(codes(&["don", "aucun"]))),
            "AVIS" => Ok(Type::Text),
            "JOUR" => Ok(Type::Date),
            "LONGUE" => Ok(Type::Codes((0..200).map(|code| format!("c{code}")).collect())),
            "ENG" => Ok(Type::Codes(codes(&["don", "aucun"]))),
            _ => Err(NameFault { message: "inconnu".into(), expected: None }),
        }
    }
}

#[test]
fn sound_conditions_pass_the_check() {
    for text in [
        "JC = 'utile' and AGE >= 18",
        "JC = ''",
        "selected(ENG, 'don') or selected(JC, 'utile')",
        "coalesce(JC, 'rien') = 'rien'",
        "count-selected(ENG) + 1 > 2",
        "if(AGE > 3, JC, 'utile') != 'inutile'",
        "ENG != ''",
        "NOTE >= 3 and NOTE = 'nsp' and NOTE + 1 > 4",
        "JOUR >= '2020-05-17' and '2020-05-17' != JOUR",
        "sum(PARTS) <= 100 and max(PARTS) > 3",
        "rank(RANG, 'don') <= 2 and selected(RANG, 'aucun')",
        "string-length(AVIS) > 10 and AVIS = 'rien'",
        "round(AGE div 3, 1) > int(coalesce(NOTE, 5)) or abs(AGE) = 3",
    ] {
        assert_eq!(Expr::parse(text).unwrap().check(&Known), [], "{text}");
    }
}

#[test]
fn wrong_names_codes_and_types_are_told_with_their_place() {
    for (text, offset) in [
        ("NOWHERE = 'a'", 0),
        ("JC = 'utille'", 5),
        ("'utille' = JC", 0),
        ("JC = 3", 0),
        ("AGE = '3'", 0),
        ("JC < 3", 0),
        ("ENG = 'don'", 0),
        ("selected(ENG, 'dons')", 14),
        ("selected(AGE, 'x')", 9),
        ("AGE + 1", 0),
        ("JC", 0),
        ("not AGE", 4),
        ("AGE > 1 = true()", 0),
        ("count-selected(JC) > 1", 15),
        ("if(AGE, 1, 2) = 1", 3),
        ("coalesce(AGE, 'x') = 1", 0),
        ("AGE > 1 and AGE", 12),
        ("JOUR > '2020-05'", 7),
        ("JOUR = 'hier'", 7),
        ("JOUR > AGE", 7),
        ("NOTE = '8'", 7),
        ("rank(ENG, 'don') = 1", 5),
        ("rank(RANG, 'dons') = 1", 11),
        ("sum(AGE) = 1", 4),
        ("PARTS = 3", 0),
        ("round(AGE, AGE) = 1", 11),
        ("round(AGE, 1.5) = 1", 11),
        ("string-length(JC) > 1", 14),
        ("'' = 'a'", 5),
        ("coalesce(ENG, ENG) = ''", 0),
        ("selected(JC, JC)", 13),
    ] {
        let errors = Expr::parse(text).unwrap().check(&Known);
        assert_eq!(errors.first().map(|error| error.offset), Some(offset), "{text}: {errors:?}");
    }
    let errors = Expr::parse("JC = 'utille'").unwrap().check(&Known);
    assert_eq!(errors.first().and_then(|error| error.expected.as_deref()), Some("vouliez-vous dire 'utile' ?"));
}

#[test]
fn names_lists_what_is_read_once() {
    let expr = Expr::parse("AGE > 3 and (JC = 'a' or AGE < 2) and G.rapide = 'x'").unwrap();
    let names: Vec<String> = expr.names().into_iter().map(ToString::to_string).collect();
    assert_eq!(names, ["AGE", "G.rapide", "JC"]);
}

#[test]
fn the_canonical_text_has_no_needless_parenthesis() {
    let canonical = |text: &str| Expr::parse(text).unwrap().to_string();
    assert_eq!(canonical("((JC='utile')or(JC = \"x\"))and not(AGE<3)"), "(JC = 'utile' or JC = 'x') and not AGE < 3");
    assert_eq!(canonical("1-(2-3)"), "1 - (2 - 3)");
    assert_eq!(canonical("${and} = \"l'un\""), "${and} = \"l'un\"");
    assert_eq!(canonical("(not AGE) = (not JC)"), "(not AGE) = (not JC)");
    assert_eq!(canonical("not(AGE) = 3"), "(not AGE) = 3");
    assert_eq!(canonical("not((AGE + 1) * 2 > 3)"), "not ((AGE + 1) * 2 > 3)");
}

fn texts() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("AGE".to_owned()),
        Just("JC".to_owned()),
        Just("${G.a-b}".to_owned()),
        Just("${or}".to_owned()),
        Just("'utile'".to_owned()),
        Just("''".to_owned()),
        Just("\"l'un\"".to_owned()),
        (0u32..100_000).prop_map(|n| n.to_string()),
        (0u32..1000, 0u32..1000).prop_map(|(a, b)| format!("{a}.{b}")),
        Just("true()".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operator =
            proptest::sample::select(vec!["and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} - {b}")),
            inner.clone().prop_map(|a| format!("(not {a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("count-selected({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("if({a},{b},{c})")),
        ]
    })
}

proptest! {
    #[test]
    fn printing_and_reading_again_changes_nothing(text in texts()) {
        let expr = Expr::parse(&text).unwrap();
        let printed = expr.to_string();
        let again = Expr::parse(&printed).unwrap();
        prop_assert_eq!(&expr, &again);
        prop_assert_eq!(printed, again.to_string());
    }

    #[test]
    fn evaluating_never_panics(text in texts()) {
        let _ = Expr::parse(&text).unwrap().evaluate(&answers());
    }

    #[test]
    fn reading_anything_never_panics(text in "[ -~é]{0,60}") {
        if let Ok(expr) = Expr::parse(&text) {
            prop_assert_eq!(Expr::parse(&expr.to_string()).unwrap(), expr);
        }
    }
}
