//! Why a wave cannot be weighted, said to the pollster with what to do about it. Every reason found is told at once.

use serde::Serialize;

/// One reason. The codes are stable: they stand in replies and in reference cases.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Infeasible {
    #[error("aucune réponse à redresser : la vague n'a pas d'interview complète retenue")]
    NoRespondent,
    #[error(
        "marge « {margin} » : la variable {variable} n'est pas une variable qualitative du fichier ; corrigez le nom \
         de la variable ou retirez cette marge"
    )]
    UnknownVariable { margin: String, variable: String },
    #[error(
        "marge « {margin} », catégorie {category} : la part visée n'est pas un nombre entre 0 et 1, ou la catégorie \
         est écrite deux fois ; corrigez le fichier de la marge"
    )]
    InvalidShare { margin: String, category: String },
    #[error(
        "marge « {margin} » : les parts font {} au lieu de 100 % ; vérifiez qu'aucune catégorie ne manque ou n'est \
         comptée deux fois", percent(*.sum)
    )]
    InconsistentTotals { margin: String, sum: f64 },
    #[error(
        "marge « {margin} » : {respondents} réponse(s) sans valeur sur ses variables ; écartez ces réponses, \
         déclarez la catégorie hors marge, ou retirez cette marge"
    )]
    MissingValue { margin: String, respondents: usize },
    #[error(
        "marge « {margin} » : {respondents} réponse(s) dans la catégorie {category}, que la marge ne connaît pas ; \
         ajoutez sa part, regroupez-la avec une autre, ou déclarez-la hors marge"
    )]
    UnknownCategory { margin: String, category: String, respondents: usize },
    #[error(
        "marge « {margin} », catégorie {category} : personne n'a répondu alors que {} de la population y est ; \
         regroupez-la avec une catégorie voisine, ou retirez cette marge", percent(*.target)
    )]
    EmptyCategory { margin: String, category: String, target: f64 },
    #[error(
        "marge « {margin} », catégorie {category} : {respondents} réponse(s) alors que la part visée est nulle ; \
         écartez ces réponses, ou donnez sa vraie part à la catégorie"
    )]
    ZeroTargetWithRespondents { margin: String, category: String, respondents: usize },
    /// No positive weights meet the margins together: nested margins that disagree, or structural zeros.
    #[error(
        "les marges se contredisent sur cet échantillon : aucun poids positif ne les atteint ensemble, la catégorie \
         {category} de la marge « {margin} » reste à {} de sa cible ; regroupez des catégories, ou retirez cette \
         marge", percent(*.deviation)
    )]
    InconsistentMargins { margin: String, category: String, deviation: f64, rounds: u32 },
    /// Still getting nearer when the declared rounds ran out.
    #[error(
        "le calage n'a pas abouti en {rounds} tours : la catégorie {category} de la marge « {margin} » est encore à \
         {} de sa cible ; regroupez ses plus petites catégories, ou permettez plus de tours", percent(*.deviation)
    )]
    NotConverged { margin: String, category: String, deviation: f64, rounds: u32 },
    /// Weights would have to leave the bounds.
    #[error(
        "les bornes [{} ; {}] sont trop serrées : la catégorie {category} de la marge « {margin} » ne peut être \
         atteinte ; élargissez-les, ou regroupez cette catégorie", number(*.low), number(*.high)
    )]
    BoundsTooTight { low: f64, high: f64, margin: String, category: String },
    #[error("bornes [{} ; {}] : il faut 0 ≤ borne basse < 1 < borne haute", number(*.low), number(*.high))]
    InvalidBounds { low: f64, high: f64 },
    #[error("la somme des poids de départ est nulle ; choisissez une autre colonne, ou aucune")]
    ZeroSumWeights,
    /// `row` is the first one, from 1.
    #[error(
        "poids négatif ou illisible à la ligne {row} ({respondents} en tout) ; un poids est un \
         nombre positif ou nul"
    )]
    InvalidWeight { row: usize, respondents: usize },
    #[error("le total visé, {}, n'est pas un nombre positif", number(*.total))]
    InvalidTotal { total: f64 },
    #[error(
        "la post-stratification se fait sur un seul croisement, et {margins} marges sont données ; prenez le raking"
    )]
    NotOneMargin { margins: usize },
    #[error("{columns} catégories à caler, {most} au plus ; regroupez-en")]
    TooManyColumns { columns: usize, most: usize },
    #[error("des réponses hors marge ne se calent que par raking sans total numérique, et la méthode est {method}")]
    OutsideNeedsRaking { method: &'static str },
    /// A constraint on everybody beside a weighting apart in each group.
    #[error(
        "« {margin} » est demandé pour l'ensemble, et le redressement se fait à part dans chaque catégorie de \
         {variable} ; donnez cette cible groupe par groupe, ou retirez-la"
    )]
    NotByGroup { variable: String, margin: String },
}

/// A relative figure as French print has it: enough digits to be told from zero.
fn percent(ratio: f64) -> String {
    let percent = ratio * 100.0;
    let digits = if percent.abs() >= 0.1 { 1 } else { 6 };
    format!("{percent:.digits$} %").replace('.', ",")
}

fn number(value: f64) -> String {
    value.to_string().replace('.', ",")
}
