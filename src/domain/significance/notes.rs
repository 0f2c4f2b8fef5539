//! How to read what stands beside the figures, in French, as printed under every release.

use crate::domain::calibration::UNWEIGHTED;
use crate::domain::compare::LETTER_BASE_MIN;
use crate::domain::estimate::RARE_MIN;
use crate::domain::release::ReleaseContent;

pub(super) fn of(content: &ReleaseContent) -> Vec<String> {
    let is_weighted = content.weighting.method != UNWEIGHTED;
    let mut notes = vec![errors(is_weighted)];
    if content.tables.iter().any(|table| table.columns.iter().any(|column| column.variable.is_some())) {
        notes.push(letters());
        notes.push(tests());
    }
    notes
}

fn errors(is_weighted: bool) -> String {
    let intervals = format!(
        "L’intervalle est logistique\u{a0}; de Korn et Graubard quand moins de {RARE_MIN} répondants efficaces sont d’un côté\u{a0}; de \
         Wilson pour 0 et 100\u{a0}%."
    );
    let errors = if is_weighted {
        "L’erreur type est calculée par linéarisation, avec les résidus du calage qui a redressé la vague\u{a0}; celle \
         «\u{a0}à poids donnés\u{a0}», que citent d’ordinaire les instituts, est indiquée à côté."
    } else {
        "L’erreur type est celle d’un sondage simple."
    };
    format!("{errors} En points, elle est arrondie par excès. {intervals}")
}

fn letters() -> String {
    format!(
        "Chaque catégorie d’un croisement porte une lettre. La lettre d’une catégorie à côté d’un chiffre dit que ce chiffre est \
         significativement plus haut que dans cette catégorie (test de Student à 95\u{a0}%, ajusté par la méthode de Holm sur \
         les comparaisons de la réponse)\u{a0}; ▲ ou ▼, qu’il est plus haut ou plus bas que chez le reste des personnes interrogées. \
         Une catégorie masquée ou de moins de {LETTER_BASE_MIN} personnes n’est comparée à aucune autre."
    )
}

fn tests() -> String {
    "Le test d’un croisement (Rao et Scott, second ordre) dit si les réponses dépendent de la variable\u{a0}: une valeur p de moins \
     de 0,05 l’indique. Il porte sur les catégories qui ont une lettre, et n’est pas fait où plusieurs réponses étaient possibles."
        .to_owned()
}
