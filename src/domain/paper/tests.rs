//! The paper of the questionnaire that has everything once.

use super::*;
use crate::domain::questionnaire::tests::{covid, every_rule};

fn has(text: &str, told: &[&str]) {
    for words in told {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
}

#[test]
fn conditions_orders_jumps_and_checks_are_told_in_french() {
    let paper = Paper::of(&every_rule(), Language::Fr).markdown();
    has(
        &paper,
        &[
            "- Les sections « Des notes » et « Des nombres » sont montrées dans un ordre tiré au sort.",
            "- Posée si la variable « Formulation » (BRAS) est « Première ».",
            "est inférieure à 18 : fin de l’entretien, hors de la cible (page de fin « hors-cible »).",
            "est supérieure à 90 : aller à la section « Pour finir ».",
            "Les modalités proposées sont celles choisies à CONNUES.",
            "Les lignes proposées sont celles qui n’ont pas été choisies à CONNUES.",
            "Même ordre pour tout ce qui montre la liste « marques ».",
            "- Avertissement (à côté de `S_ENFANTS`) : Accepté si la réponse à",
            "Pensez à [réponse à S\\_COMMUNE, à défaut « votre commune »].",
            "Proposée si la variable « D'où vient la personne » (SOURCE) est « Courriel ».",
        ],
    );
}

#[test]
fn each_question_has_its_role_its_origin_its_codes_and_its_nets() {
    let paper = Paper::of(&every_rule(), Language::Fr).markdown();
    has(
        &paper,
        &[
            "`JC_UTILITE` — opinion · libellé documenté · harmonisée · variante crise · redemandée une fois",
            "Sous-total : Notes hautes (st\\_haut) = « 8 » + « 9 » + « 10 ».",
            "| `0 … 10` | chaque note de 0 à 10, qui vaut autant |",
            "| `nsp` | Ne se prononce pas | non-réponse déclarée : ne se prononce pas",
            "à préciser (80 caractères au plus)",
            "Un nombre par ligne, avec une décimale au plus, de 0 à 100, en % ; le total fait 100.",
            "Une année, et le mois s’il est connu, à partir de 1950",
            "on n’en garde que : région et taille",
            "`COURRIEL` — contact, jamais gardé avec les réponses",
        ],
    );
}

#[test]
fn variables_say_what_gives_them_and_only_those_of_profile_serve_quotas() {
    let paper = Paper::of(&every_rule(), Language::Fr).markdown();
    has(
        &paper,
        &[
            "sous le nom « src », « autre » à défaut.",
            "| `un` | Première | 1 part sur 2 |",
            "| `35+` | 35 ans et plus | 35 et plus |",
            "| `peu` | Peu | de 0 à 49,9 |",
            "« region » de l’entrée choisie à S\\_COMMUNE.",
            "- `JEUNESSE` — calculée de AGE",
        ],
    );
    assert!(!paper.contains("- `LIBRE` —"), "it rests on an opinion");
}

#[test]
fn the_page_is_whole_and_closes_what_it_opens() {
    for q in [every_rule(), covid()] {
        let page = Paper::of(&q, Language::Fr).html();
        for name in ["section", "article", "table", "ul", "ol", "dl", "span", "code", "li", "tr", "h2", "h3", "a", "p"]
        {
            let opened = page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
            assert_eq!(opened, page.matches(&format!("</{name}>")).count(), "{name}");
        }
        assert!(!page.contains("http"), "nothing is fetched");
        for (_, question) in q.questions() {
            assert!(page.contains(&format!("id=\"q-{}\"", question.id)), "{}", question.id);
        }
    }
}

#[test]
fn what_a_file_says_never_becomes_markup() {
    let mut q = every_rule();
    q.title = crate::domain::questionnaire::Text::french("<script>alert(1)</script> & « co »");
    q.index = Default::default();
    let paper = Paper::of(&q, Language::Fr);
    assert!(!paper.html().contains("<script") && paper.html().contains("&lt;script&gt;"));
    assert!(paper.markdown().starts_with("# \\<script\\>"));
}

#[test]
fn a_long_list_is_told_in_columns() {
    assert!(Paper::of(&covid(), Language::Fr).html().contains("<ul class=\"long\">\n<li><code>01</code>"));
}
