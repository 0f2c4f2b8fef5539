use proptest::prelude::*;

use super::super::*;
use super::arbitrary::{Everywhere, answered, condition};

fn verdict(text: &str) -> Verdict {
    Expr::parse(text).unwrap().verdict(&Everywhere)
}

#[test]
fn a_condition_no_answers_satisfy_is_never_true() {
    for text in [
        "1 = 2",
        "JC = 'utile' and JC = 'nsp'",
        "JC = 'utile' and (AGE < 18 and AGE >= 18)",
        "AGE > 110",
        "AGE < 15 or AGE > 200",
        "AGE > 18 and AGE < 19",
        "TAUX >= 1 and TAUX < 1",
        "NOTE > 10",
        "NOTE = 'nsp' and NOTE >= 0",
        "selected(ENG, 'rien') and selected(ENG, 'don')",
        "count-selected(ENG) > 2",
        "count-selected(ENG) = 2 and selected(ENG, 'rien')",
        "rank(RANG, 'don') > 3",
        "sum(PARTS) > 300",
        "JOUR < '2019-01-01'",
        "JOUR > '2020-05-17' and JOUR <= '2020-05-17'",
        "MOIS > '2021-12-31'",
        "JC = '' and JC = 'utile'",
        "not(JC = 'utile' or JC != 'utile')",
        "if(AGE >= 15, false(), true())",
        "AGE * 2 < 30",
        "string-length(AVIS) < 0",
        "false()",
        "JC = 'utile' and G.rapide = 'nsp' and JC = G.rapide",
    ] {
        assert_eq!(verdict(text), Verdict::Never, "{text}");
    }
}

#[test]
fn a_condition_no_answers_refuse_is_always_true() {
    for text in [
        "AGE >= 15",
        "JC = 'utile' or JC != 'utile'",
        "NOTE <= 10",
        "sum(PARTS) <= 300",
        "JC != '' or JC = ''",
        "MOIS >= '2019-01-01'",
        "true()",
    ] {
        assert_eq!(verdict(text), Verdict::Always, "{text}");
    }
}

#[test]
fn a_condition_that_depends_on_answers_is_left_alone() {
    for text in [
        "JC = 'utile'",
        "AGE >= 18 and AGE < 25",
        "TAUX > 1 and TAUX < 2",
        "count-selected(ENG) = 2 and selected(ENG, 'don')",
        "MOIS = '2020-05-17'",
        "NOTE = 'nsp'",
        "AGE div 0 > 1 or JC = 'nsp'",
        "JOUR > '2020-05-17' and JOUR <= '2020-05-18'",
    ] {
        assert_eq!(verdict(text), Verdict::Depends, "{text}");
    }
}

#[test]
fn conditions_that_exclude_each_other_cannot_hold_together() {
    let parse = |text: &str| Expr::parse(text).unwrap();
    let (adult, child, opinion) = (parse("AGE >= 18"), parse("AGE < 18"), parse("JC = 'utile'"));
    assert!(!can_hold_together(&[&adult, &opinion, &child], &Everywhere));
    assert!(can_hold_together(&[&adult, &opinion], &Everywhere));
    assert!(can_hold_together(&[], &Everywhere));
}

#[test]
fn the_part_that_decides_nothing_is_shown() {
    let idle = |text: &str| {
        let parts = Expr::parse(text).unwrap().idle_parts(&Everywhere);
        parts.into_iter().map(|part| (part.verdict, part.error.offset, part.error.len)).collect::<Vec<_>>()
    };
    assert_eq!(idle("JC = 'utile' and AGE > 200"), [(Verdict::Never, 17, 9)]);
    assert_eq!(idle("JC = 'nsp' or not(AGE >= 15)"), [(Verdict::Always, 17, 11)]);
    assert_eq!(idle("JC = 'utile' and JC = 'nsp'"), [(Verdict::Never, 0, 27)]);
    let both = [(Verdict::Never, 14, 27), (Verdict::Never, 45, 5)];
    assert_eq!(idle("AGE > 20 and (JC = 'utile' and JC = 'nsp' or 1 = 2)"), both);
    assert_eq!(idle("AGE > 20 and JC = 'utile'"), []);
}

#[test]
fn many_names_are_analysed_in_bounded_time() {
    let parts: Vec<String> = (0..60).map(|at| format!("V{at} = '{at}' and AGE > {at}")).collect();
    assert_eq!(verdict(&parts.join(" or ")), Verdict::Depends);
    let numbers: Vec<String> = (0..20).map(|at| format!("TAUX + {at} < AGE")).collect();
    assert_eq!(verdict(&numbers.join(" and ")), Verdict::Depends);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_told_never_or_always_is(text in condition(), trials in proptest::collection::vec(answered(), 40)) {
        let expr = Expr::parse(&text).unwrap();
        let verdict = expr.verdict(&Everywhere);
        for answers in &trials {
            let value = expr.evaluate(answers);
            match verdict {
                Verdict::Never => prop_assert_ne!(value, Value::Bool(true), "{} on {:?}", text, answers),
                Verdict::Always => prop_assert_ne!(value, Value::Bool(false), "{} on {:?}", text, answers),
                Verdict::Depends => {}
            }
        }
    }

    #[test]
    fn what_cannot_hold_together_does_not(
        a in condition(), b in condition(), trials in proptest::collection::vec(answered(), 40),
    ) {
        let (a, b) = (Expr::parse(&a).unwrap(), Expr::parse(&b).unwrap());
        if !can_hold_together(&[&a, &b], &Everywhere) {
            for answers in &trials {
                prop_assert!(!(a.is_true(answers) && b.is_true(answers)), "{} and {} on {:?}", a, b, answers);
            }
        }
    }

    #[test]
    fn generated_conditions_pass_the_check_and_stay_within_budget(text in condition(), answers in answered()) {
        let expr = Expr::parse(&text).unwrap();
        prop_assert_eq!(expr.check(&Everywhere), vec![], "{}", text);
        let budget = Budget::default();
        expr.evaluate_within(&answers, &budget);
        prop_assert!(!budget.is_overdrawn());
    }
}
