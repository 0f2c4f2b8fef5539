//! Scripts that read the CSV and give it its labels, kinds of missing, sets and weight, in the reader's own program.

pub(super) mod r;
pub(super) mod spss;
pub(super) mod stata;

use super::Microdata;

/// What the wave is, in sentences: the head of every script, the documents of the SPSS file.
pub(super) fn facts(of: &Microdata<'_>) -> Vec<String> {
    let (spec, parties) = (of.spec, &of.spec.parties);
    let weighting = match of.dictionary.weight() {
        Some(weight) => {
            format!("Poids : variable {}, version {} du redressement.", weight.name, spec.weighting.version)
        }
        None => "Données scellées et pas encore redressées : aucun poids.".to_owned(),
    };
    vec![
        format!("{} ({}).", spec.title, of.origin()),
        format!("Vague {}, questionnaire version {}.", spec.slug, spec.questionnaire_version),
        format!("Terrain du {} au {} ; univers : {}.", spec.fieldwork.start, spec.fieldwork.end, spec.universe),
        format!("Commanditaire : {} ; recueil : {}.", parties.sponsor, parties.fieldwork_institute),
        format!("{} réponses. {weighting}", of.data.rows),
        "Ne se prononce pas, refus, sans réponse, non posée, non atteinte : des codes distincts, déclarés manquants."
            .to_owned(),
        "Les tableaux publiés comptent « ne se prononce pas » dans la base.".to_owned(),
        "Réponses individuelles : réservées aux chargés d’études de l’enquête.".to_owned(),
    ]
}
