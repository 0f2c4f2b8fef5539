use super::super::*;

struct French;

impl Labels for French {
    fn question(&self, name: &Name) -> Option<&str> {
        match name.to_string().as_str() {
            "S_AGE" => Some("Quel âge avez-vous ?"),
            "JC" => Some("Ces dispositifs sont-ils utiles ?"),
            "ENG" => Some("Quels engagements ?"),
            "G.rapide" => Some("Une réponse rapide"),
            "TRANCHE" => Some("Tranche d’âge"),
            "JOUR" => Some("À quelle date ?"),
            _ => None,
        }
    }

    fn code(&self, name: &Name, code: &str) -> Option<&str> {
        match (name.question.as_str(), code) {
            ("JC" | "G", "utile") => Some("Utile"),
            ("JC", "inutile") => Some("Inutile"),
            ("JC", "nsp") => Some("Ne se prononce pas"),
            ("ENG", "don") => Some("Un don"),
            ("ENG", "voisins") => Some("Aider ses voisins"),
            _ => None,
        }
    }

    fn is_asked(&self, name: &Name) -> bool {
        name.question.as_str() != "TRANCHE"
    }

    fn takes_several(&self, name: &Name) -> bool {
        name.question.as_str() == "ENG"
    }
}

#[test]
fn conditions_are_told_in_french() {
    for (text, expected) in [
        ("S_AGE < 18", "si la réponse à « Quel âge avez-vous ? » (S_AGE) est inférieure à 18"),
        ("18 <= S_AGE", "si la réponse à « Quel âge avez-vous ? » (S_AGE) est supérieure ou égale à 18"),
        (
            "S_AGE >= 18 and S_AGE <= 24.5",
            "si la réponse à « Quel âge avez-vous ? » (S_AGE) est comprise entre 18 et 24,5",
        ),
        ("JC = 'utile'", "si la réponse à « Ces dispositifs sont-ils utiles ? » (JC) est « Utile »"),
        (
            "selected(JC, 'utile') or selected(JC, 'inutile')",
            "si la réponse à « Ces dispositifs sont-ils utiles ? » (JC) est « Utile » ou « Inutile »",
        ),
        (
            "not(JC = 'utile' or JC = 'inutile' or JC = 'nsp')",
            "si la réponse à « Ces dispositifs sont-ils utiles ? » (JC) n’est ni « Utile » ni « Inutile » ni « Ne se \
             prononce pas »",
        ),
        ("selected(ENG, 'don')", "si « Un don » est parmi les réponses à « Quels engagements ? » (ENG)"),
        (
            "not selected(ENG, 'don') and not selected(ENG, 'voisins')",
            "si ni « Un don » ni « Aider ses voisins » n’est parmi les réponses à « Quels engagements ? » (ENG)",
        ),
        ("count-selected(ENG) > 2", "si le nombre de réponses à « Quels engagements ? » (ENG) est supérieur à 2"),
        ("G.rapide != 'utile'", "si la réponse à « Une réponse rapide » (G.rapide) n’est pas « Utile »"),
        ("JC != ''", "s’il y a une réponse à « Ces dispositifs sont-ils utiles ? » (JC)"),
        ("TRANCHE = ''", "si la variable « Tranche d’âge » (TRANCHE) n’est pas connue"),
        ("JOUR < '2020-05-01'", "si la réponse à « À quelle date ? » (JOUR) est antérieure au 1er mai 2020"),
        (
            "X = 'a' and (S_AGE > 3 or Y != 2)",
            "si la réponse à X est « a » et (la réponse à « Quel âge avez-vous ? » (S_AGE) est supérieure à 3 ou la \
             réponse à Y est différente de 2)",
        ),
        ("S_AGE * 2 + X > 4", "si (« Quel âge avez-vous ? » (S_AGE) × 2) + X est supérieur à 4"),
        ("round(S_AGE div 3, 1)", "« Quel âge avez-vous ? » (S_AGE) ÷ 3 (arrondi à 1 décimale)"),
        (
            "if(X = 1, S_AGE, 0)",
            "(si la réponse à X est égale à 1 : la réponse à « Quel âge avez-vous ? » (S_AGE) ; \
          sinon : 0)",
        ),
    ] {
        assert_eq!(Expr::parse(text).unwrap().prose(&French), expected, "{text}");
    }
}
