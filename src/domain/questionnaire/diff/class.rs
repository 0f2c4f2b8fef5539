//! The classes of change, and what each does to a field in progress and to a series. One table: what `sonde diff` prints,
//! what `sonde wave revise` obeys, what the documentation repeats.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Letters within a small distance, capitals, punctuation, spaces.
    Typo,
    /// Another wording of a question, a row, a pole or a net.
    Wording,
    /// Words around the question: help, introduction, title of a section.
    Surroundings,
    /// Words that nobody answers to: title, notice, announced length.
    Cover,
    OptionAdded,
    OptionRetired,
    /// Proposed again.
    OptionRestored,
    OptionRemoved,
    /// The same code under another label, or counted otherwise.
    CodeMeaning,
    ItemAdded,
    ItemRemoved,
    /// How many answers may be given, and which exclude the others.
    Choices,
    /// Of options, rows, questions of a section, sections.
    Order,
    /// A question on another page.
    Moved,
    /// Who is asked: conditions, jumps, options carried.
    Condition,
    /// Who leaves before the end.
    Exit,
    Check,
    NewQuestion,
    RemovedQuestion,
    Kind,
    BoundsWidened,
    BoundsNarrowed,
    /// What may be written beside an option.
    Beside,
    Mandatory,
    /// The value of an option in a mean.
    Value,
    Net,
    NewNet,
    Computed,
    /// A computed variable that was not there.
    NewVariable,
    Hidden,
    /// What a question is for: only profile questions decide a quota.
    Role,
    /// Where a wording comes from.
    Source,
    Display,
    LanguageAdded,
    LanguageRemoved,
    EndPage,
    Nomenclature,
    /// Not two versions of one study.
    Study,
}

/// What becomes of a comparison with answers to the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// The same series goes on.
    Same,
    /// To be looked at by a person before anything is compared.
    Look,
    /// Another series begins.
    Break,
}

/// What a class of change entails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// Whether a wave whose field is open may take it up.
    pub goes_live: bool,
    pub live_why: &'static str,
    pub series: Series,
    pub series_why: &'static str,
}

impl Series {
    pub fn french(self) -> &'static str {
        match self {
            Self::Same => "même série",
            Self::Look => "comparabilité à examiner",
            Self::Break => "rupture de série",
        }
    }
}

const fn live(live_why: &'static str, series: Series, series_why: &'static str) -> Consequence {
    Consequence { goes_live: true, live_why, series, series_why }
}

const fn not_live(live_why: &'static str, series: Series, series_why: &'static str) -> Consequence {
    Consequence { goes_live: false, live_why, series, series_why }
}

/// Said of whatever some respondents would have seen and others not.
const HALF: &str = "une partie du terrain l'aurait déjà vue autrement";
/// Said of whatever changes who is counted.
const POPULATION: &str = "la population qui répond ne serait plus la même du début à la fin du terrain";

impl ChangeClass {
    /// Every class, in the order they are told.
    pub const ALL: [Self; 38] = [
        Self::Study,
        Self::Kind,
        Self::Wording,
        Self::CodeMeaning,
        Self::OptionRemoved,
        Self::ItemRemoved,
        Self::RemovedQuestion,
        Self::Choices,
        Self::Value,
        Self::Net,
        Self::Computed,
        Self::Exit,
        Self::Condition,
        Self::Role,
        Self::Hidden,
        Self::Nomenclature,
        Self::NewQuestion,
        Self::NewNet,
        Self::ItemAdded,
        Self::BoundsNarrowed,
        Self::Order,
        Self::Moved,
        Self::Surroundings,
        Self::Display,
        Self::LanguageRemoved,
        Self::OptionAdded,
        Self::OptionRetired,
        Self::OptionRestored,
        Self::BoundsWidened,
        Self::Mandatory,
        Self::Check,
        Self::Beside,
        Self::NewVariable,
        Self::LanguageAdded,
        Self::EndPage,
        Self::Cover,
        Self::Source,
        Self::Typo,
    ];

    /// The table.
    pub fn consequence(self) -> Consequence {
        use Series::{Break, Look, Same};
        match self {
            Self::Typo => live("le sens n'a pas bougé", Same, "les deux formes se lisent de même"),
            Self::Wording => not_live(HALF, Break, "un libellé changé est une autre question"),
            Self::Surroundings => not_live(HALF, Look, "ce qui entoure une question peut orienter la réponse"),
            Self::Cover => live("personne n'y répond", Same, "aucune question n'a changé"),
            Self::OptionAdded => {
                live("les réponses déjà données gardent leur code", Look, "elle n'a pas été proposée à tous")
            }
            Self::OptionRetired => {
                live("les réponses déjà données gardent leur code", Look, "elle n'est plus proposée à tous")
            }
            Self::OptionRestored => live("son code n'a pas changé de sens", Look, "elle n'a pas été proposée à tous"),
            Self::OptionRemoved => {
                not_live("son code doit rester lisible : retired = true", Break, "ses réponses n'ont plus de libellé")
            }
            Self::CodeMeaning => {
                not_live("un code ne change jamais de sens", Break, "le même code dirait deux choses différentes")
            }
            Self::ItemAdded => {
                not_live("qui a déjà répondu passerait pour ne pas avoir répondu", Look, "le tableau s'allonge")
            }
            Self::ItemRemoved => not_live("ses réponses seraient perdues", Break, "la série de cette ligne s'arrête"),
            Self::Choices => not_live(HALF, Break, "le nombre de réponses permises change les pourcentages"),
            Self::Order => not_live(HALF, Look, "l'ordre peut orienter les réponses"),
            Self::Moved => not_live(HALF, Look, "les questions qui précèdent peuvent orienter la réponse"),
            Self::Condition => not_live(POPULATION, Look, "la base de la question change"),
            Self::Exit => not_live(POPULATION, Break, "l'univers interrogé change"),
            Self::Check => {
                live("les réponses déjà gardées le restent", Look, "ce qui était accepté peut ne plus l'être")
            }
            Self::NewQuestion => not_live(
                "qui a déjà répondu passerait pour ne pas avoir répondu",
                Look,
                "sa série commence ; elle peut orienter les questions qui la suivent",
            ),
            Self::RemovedQuestion => not_live("ses réponses seraient perdues", Break, "sa série s'arrête"),
            Self::Kind => not_live("les réponses déjà données ne s'y liraient plus", Break, "une autre mesure"),
            Self::BoundsWidened => {
                live("les réponses déjà données y tiennent", Look, "des réponses jusque-là refusées sont acceptées")
            }
            Self::BoundsNarrowed => {
                not_live("des réponses déjà données n'y tiendraient plus", Look, "des réponses ne sont plus acceptées")
            }
            Self::Beside => live("la précision n'est pas publiée", Same, "le code choisi compte seul"),
            Self::Mandatory => live("les réponses déjà données restent", Look, "la part des sans réponse peut changer"),
            Self::Value => not_live("les moyennes ne seraient plus calculées de même", Break, "une autre moyenne"),
            Self::Net => not_live("le plan de tables est déclaré avant l'ouverture", Break, "un autre sous-total"),
            Self::NewNet => not_live("le plan de tables est déclaré avant l'ouverture", Same, "sa série commence"),
            Self::NewVariable => live("elle se calcule des réponses déjà données", Same, "sa série commence"),
            Self::Computed => not_live("les profils ne seraient plus rangés de même", Break, "une autre variable"),
            Self::Hidden => not_live("les passations en cours n'ont pas cette variable", Look, "un autre partage"),
            Self::Role => not_live("le rôle décide des quotas et de ce qui est gardé", Look, "un autre usage"),
            Self::Source => live("le répondant ne la voit pas", Same, "le libellé n'a pas changé"),
            Self::Display => not_live(HALF, Look, "la présentation peut orienter la réponse"),
            Self::LanguageAdded => live("les textes déjà lus n'ont pas changé", Same, "les questions sont les mêmes"),
            Self::LanguageRemoved => {
                not_live("des répondants peuvent être en train de la lire", Look, "un public de moins")
            }
            Self::EndPage => live("elle se lit une fois l'entretien fini", Same, "aucune question n'a changé"),
            Self::Nomenclature => {
                not_live("les entrées déjà choisies ne s'y liraient plus", Look, "une autre liste d'entrées")
            }
            Self::Study => not_live("ce n'est pas la même étude", Break, "une autre étude"),
        }
    }

    pub fn as_str(self) -> &'static str {
        self.names().0
    }

    pub fn french(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Typo => ("typo", "coquille"),
            Self::Wording => ("wording", "libellé"),
            Self::Surroundings => ("surroundings", "texte autour d'une question"),
            Self::Cover => ("cover", "titre, notice, durée"),
            Self::OptionAdded => ("option_added", "modalité ajoutée"),
            Self::OptionRetired => ("option_retired", "modalité retirée, gardée dans les données"),
            Self::OptionRestored => ("option_restored", "modalité proposée à nouveau"),
            Self::OptionRemoved => ("option_removed", "modalité supprimée"),
            Self::CodeMeaning => ("code_meaning", "sens d'un code"),
            Self::ItemAdded => ("item_added", "ligne ajoutée"),
            Self::ItemRemoved => ("item_removed", "ligne supprimée"),
            Self::Choices => ("choices", "nombre de réponses permises"),
            Self::Order => ("order", "ordre"),
            Self::Moved => ("moved", "question changée de page"),
            Self::Condition => ("condition", "condition"),
            Self::Exit => ("exit", "sortie de l'entretien"),
            Self::Check => ("check", "contrôle"),
            Self::NewQuestion => ("new_question", "question nouvelle"),
            Self::RemovedQuestion => ("removed_question", "question supprimée"),
            Self::Kind => ("kind", "type de question"),
            Self::BoundsWidened => ("bounds_widened", "bornes élargies"),
            Self::BoundsNarrowed => ("bounds_narrowed", "bornes resserrées"),
            Self::Beside => ("beside", "précision à écrire"),
            Self::Mandatory => ("mandatory", "réponse obligatoire ou non"),
            Self::Value => ("value", "valeur dans une moyenne"),
            Self::Net => ("net", "sous-total"),
            Self::NewNet => ("new_net", "sous-total nouveau"),
            Self::NewVariable => ("new_variable", "variable calculée nouvelle"),
            Self::Computed => ("computed", "variable calculée"),
            Self::Hidden => ("hidden", "variable cachée"),
            Self::Role => ("role", "rôle de la question (quotas)"),
            Self::Source => ("source", "provenance"),
            Self::Display => ("display", "présentation"),
            Self::LanguageAdded => ("language_added", "langue ajoutée"),
            Self::LanguageRemoved => ("language_removed", "langue supprimée"),
            Self::EndPage => ("end_page", "page de fin"),
            Self::Nomenclature => ("nomenclature", "nomenclature"),
            Self::Study => ("study", "étude"),
        }
    }
}
