use super::super::*;
use super::arbitrary::Everywhere;

type Tool = fn(&Expr, &dyn Names) -> Result<String, ExprError>;

#[track_caller]
fn written(tool: Tool, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = tool(&Expr::parse(text).unwrap(), &Everywhere);
        assert_eq!(found.as_deref(), Ok(*expected), "{text}");
    }
}

#[track_caller]
fn refused(tool: Tool, text: &str, offset: usize) {
    let error = tool(&Expr::parse(text).unwrap(), &Everywhere).unwrap_err();
    assert_eq!(error.offset, offset, "{text}: {error:?}");
    assert!(error.expected.is_some(), "{text}: {error:?}");
}

#[test]
fn xlsform_is_told_what_an_empty_answer_decides() {
    written(
        Expr::to_xlsform,
        &[
            ("JC = 'utile' and AGE >= 18", "${JC} = 'utile' and ${AGE} >= 18"),
            ("not(JC = 'utile')", "${JC} != '' and ${JC} != 'utile'"),
            ("not selected(ENG, 'don') or AGE < 18", "(${ENG} != '' and not(selected(${ENG}, 'don'))) or ${AGE} < 18"),
            ("AGE != 18", "${AGE} < 18 or ${AGE} > 18"),
            ("NOTE >= 5", "if(${NOTE} = 'nsp', '', ${NOTE}) >= 5"),
            ("G.rapide = 'nsp'", "${G_rapide} = 'nsp'"),
            ("JOUR > '2020-05-17'", "date(${JOUR}) > date('2020-05-17')"),
            ("AGE div 2", "${AGE} div 2"),
        ],
    );
    refused(Expr::to_xlsform, "min(PARTS) > 3", 4);
    refused(Expr::to_xlsform, "coalesce(NOTE, NOTE) = 'nsp'", 9);
}

#[test]
fn surveyjs_is_asked_for_an_answer_before_it_calculates() {
    written(
        Expr::to_surveyjs,
        &[
            ("JC = 'utile' and AGE >= 18", "{JC} = 'utile' and {AGE} >= 18"),
            ("AGE + 1 < 18", "{AGE} notempty and {AGE} + 1 < 18"),
            ("not selected(ENG, 'don')", "{ENG} notempty and {ENG} notcontains 'don'"),
            ("count-selected(ENG) > 1", "{ENG} notempty and {ENG.length} > 1"),
            ("NOTE > 4", "{NOTE} notempty and {NOTE} != 'nsp' and {NOTE} > 4"),
        ],
    );
    refused(Expr::to_surveyjs, "rank(RANG, 'don') = 1", 0);
}

#[test]
fn r_keeps_the_three_values() {
    written(
        Expr::to_r,
        &[
            ("not(JC = 'utile') or AGE >= 18", "!(JC == \"utile\") | AGE >= 18"),
            ("JC = ''", "is.na(JC)"),
            ("AGE mod 2 = 1", "AGE - 2 * trunc(AGE / 2) == 1"),
            ("selected(ENG, 'don')", "ENG.don == 1"),
            (
                "coalesce(NOTE, 0) > 3",
                "ifelse(is.na(suppressWarnings(as.numeric(NOTE))), 0, \
          suppressWarnings(as.numeric(NOTE))) > 3",
            ),
            ("JOUR < '2020-05-17'", "JOUR < as.Date(\"2020-05-17\")"),
        ],
    );
}

#[test]
fn spss_selects_those_for_whom_it_is_true() {
    written(
        Expr::to_spss,
        &[
            ("JC = 'utile' and AGE >= 18", "JC = 'utile' AND AGE >= 18"),
            ("not(JC = 'utile' or AGE < 18)", "(JC <> '' AND JC <> 'utile') AND AGE >= 18"),
            ("JOUR >= '2020-05-17'", "JOUR >= DATE.DMY(17, 5, 2020)"),
            ("selected(ENG, 'don')", "ENG_don = 1"),
            ("AGE * TAUX > 3", "AGE = AGE AND TAUX = TAUX AND AGE * TAUX > 3"),
            ("round(TAUX, 1) = 1", "RND(TAUX, 0.1) = 1"),
        ],
    );
    refused(Expr::to_spss, "if(JC = 'utile', 1, 2) = 1", 0);
    refused(Expr::to_spss, "string-length(AVIS) > 3", 0);
}

#[test]
fn a_translation_without_end_is_refused() {
    let nested = |open: &str, close: &str| format!("{}AGE{}", open.repeat(25), close.repeat(25));
    assert!(Expr::parse(&nested("round(", ")")).unwrap().to_r(&Everywhere).is_err());
    let choices = format!("{}true(){}", "if(".repeat(25), ", true(), JC = 'utile')".repeat(25));
    for tool in [Expr::to_xlsform as Tool, Expr::to_surveyjs] {
        assert!(tool(&Expr::parse(&choices).unwrap(), &Everywhere).is_err());
    }
    assert!(Expr::parse(&choices).unwrap().check(&Everywhere).is_empty());
}
