use proptest::prelude::*;

use super::super::*;
use super::arbitrary::{Answered, answered, condition, number};

/// True, false or unknown.
fn truth(text: &str, answers: &Answered) -> Option<bool> {
    match Expr::parse(text).unwrap().evaluate(answers) {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

proptest! {
    #[test]
    fn kleene_s_laws_hold(a in condition(), b in condition(), answers in answered()) {
        let is = |text: String| truth(&text, &answers);
        let (left, right) = (is(a.clone()), is(b.clone()));
        let and = match (left, right) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        prop_assert_eq!(is(format!("({a}) and ({b})")), and);
        prop_assert_eq!(is(format!("({b}) and ({a})")), and);
        prop_assert_eq!(is(format!("not({a})")), left.map(|truth| !truth));
        prop_assert_eq!(is(format!("not(not({a}) or not({b}))")), and);
        prop_assert_eq!(is(format!("if({a}, true(), false())")), left);
        prop_assert_eq!(is(format!("coalesce({a}, {b})")), left.or(right));
        prop_assert_eq!(is(format!("({a}) or (({a}) and ({b}))")), left);
    }

    #[test]
    fn a_comparison_and_its_opposite_never_agree(
        a in number(), b in number(), sign in proptest::sample::select(vec![("=", "!="), ("<", ">="), (">", "<=")]),
        answers in answered(),
    ) {
        let one = truth(&format!("{a} {} {b}", sign.0), &answers);
        let other = truth(&format!("{a} {} {b}", sign.1), &answers);
        prop_assert_eq!(one, other.map(|truth| !truth), "{} {}", a, b);
    }

    #[test]
    fn conditions_are_printed_as_they_are_read(text in condition()) {
        let expr = Expr::parse(&text).unwrap();
        let printed = expr.to_string();
        prop_assert_eq!(Expr::parse(&printed).unwrap().to_string(), printed.clone());
        prop_assert_eq!(Expr::parse(&printed).unwrap(), expr);
    }
}
