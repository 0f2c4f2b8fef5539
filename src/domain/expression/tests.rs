use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

struct Table(BTreeMap<&'static str, Value>);

impl Values for Table {
    fn value(&self, name: &Name) -> Value {
        self.0.get(name.to_string().as_str()).cloned().unwrap_or(Value::Missing)
    }
}

fn answers() -> Table {
    Table(BTreeMap::from([
        ("AGE", Value::Number(34.0)),
        ("JC", Value::Code("utile".into())),
        ("ENG", Value::Codes(vec!["don".into(), "voisins".into()])),
        ("G.rapide", Value::Code("plutot".into())),
    ]))
}

fn value(text: &str) -> Value {
    Expr::parse(text).unwrap().evaluate(&answers())
}

#[test]
fn operators_bind_as_in_xpath() {
    assert_eq!(value("2 + 3 * 4 - 10 div 4"), Value::Number(11.5));
    assert_eq!(value("7 mod 4 = 3"), Value::Bool(true));
    assert_eq!(value("false() and false() or true()"), Value::Bool(true));
    assert_eq!(value("not AGE >= 18 or JC = 'utile'"), Value::Bool(true));
    assert_eq!(value("-AGE + 35 = 1"), Value::Bool(true));
    assert_eq!(value("8 - 3 - 2"), Value::Number(3.0));
}

#[test]
fn what_is_missing_is_neither_true_nor_false() {
    assert_eq!(value("NOWHERE = 'x'"), Value::Missing);
    assert_eq!(value("not NOWHERE = 'x'"), Value::Missing);
    assert_eq!(value("NOWHERE = 'x' and true()"), Value::Missing);
    assert_eq!(value("true() and NOWHERE = 'x'"), Value::Missing);
    assert_eq!(value("NOWHERE = 'x' and false()"), Value::Bool(false));
    assert_eq!(value("false() and NOWHERE = 'x'"), Value::Bool(false));
    assert_eq!(value("NOWHERE = 'x' or true()"), Value::Bool(true));
    assert_eq!(value("NOWHERE = 'x' or false()"), Value::Missing);
    assert_eq!(value("1 div 0"), Value::Missing);
    assert!(!Expr::parse("NOWHERE != 'x'").unwrap().is_true(&answers()));
}

#[test]
fn an_empty_text_asks_whether_there_is_an_answer() {
    assert_eq!(value("NOWHERE = ''"), Value::Bool(true));
    assert_eq!(value("JC = ''"), Value::Bool(false));
    assert_eq!(value("'' != JC"), Value::Bool(true));
}

#[test]
fn functions_read_ticks_and_choose() {
    assert_eq!(value("selected(ENG, 'don') and not selected(ENG, 'aucun')"), Value::Bool(true));
    assert_eq!(value("count-selected(ENG)"), Value::Number(2.0));
    assert_eq!(value("if(AGE < 18, 'jeune', JC)"), Value::Code("utile".into()));
    assert_eq!(value("coalesce(NOWHERE, JC)"), Value::Code("utile".into()));
    assert_eq!(value("${G.rapide} = G.rapide"), Value::Bool(true));
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
