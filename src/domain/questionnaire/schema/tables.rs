//! Every table of a questionnaire file, field by field, in the order a person writes them.

use super::shape::{Field, Name, Shape, Table, may, must, words};
use crate::domain::questionnaire::computed::CATEGORIES_MAX;
use crate::domain::questionnaire::hidden::{ENDS, ENDS_MAX, HIDDEN_MAX, ORDERS_MAX};
use crate::domain::questionnaire::kinds::ROTATIONS;
use crate::domain::questionnaire::options::{ITEMS_MAX, MISSING, NETS_MAX, OPTIONS_MAX, TEXT_BESIDE_CHARS_MAX};
use crate::domain::questionnaire::parse::COMPUTED_MAX;
use crate::domain::questionnaire::question::{EXIT_ENDS, EXITS_MAX, SKIPS_MAX};
use crate::domain::questionnaire::section::{CHECKS_MAX, SEVERITIES};
use crate::domain::questionnaire::{DECIMALS_MAX, QUESTIONS_MAX, SECTIONS_MAX};

use super::kinds;

pub(super) fn root() -> Table {
    let sections = Shape::List(section(), SECTIONS_MAX);
    Table {
        fields: vec![
            must("format", Shape::Integer(1, 1), "La version de ce format : 1."),
            must("study", Shape::Name(Name::Slug), "L’étude : le nom de son dossier."),
            must("version", Shape::Integer(1, 100_000), "Le numéro de la version, celui du fichier."),
            must("languages", Shape::Languages, "Les langues des textes, le français d’abord."),
            must("title", Shape::Text, "Le titre."),
            must("minutes", Shape::Integer(1, 240), "La durée annoncée, en minutes."),
            must("notice", Shape::Text, "D’où vient le libellé ; imprimé avec le questionnaire."),
            may("scales", Shape::Named(list()), "Listes nommées : options et sous-totaux."),
            may("lists", Shape::Named(list()), "Listes nommées : options et sous-totaux."),
            must("sections", sections, "Les pages, dans l’ordre. La première porte le consentement, seul."),
            may("orders", Shape::List(order(), ORDERS_MAX), "Sections qui changent de place entre elles."),
            may("hidden", Shape::List(hidden(), HIDDEN_MAX), "Variables que personne ne demande."),
            may("computed", Shape::AnyOf(computed(), COMPUTED_MAX), "Variables calculées, dans l’ordre du calcul."),
            may("ends", Shape::List(end(), ENDS_MAX), "Pages de fin."),
        ],
    }
}

pub(super) fn list() -> Table {
    Table { fields: vec![options("Les options."), nets()] }
}

pub(super) fn section() -> Table {
    let questions = Shape::AnyOf(kinds::questions(), QUESTIONS_MAX);
    Table {
        fields: vec![
            must("id", Shape::Name(Name::Slug), "Paraît dans l’adresse de la page."),
            must("title", Shape::Text, "Le titre de la page."),
            may("intro", Shape::Text, "Un texte avant les questions."),
            show_if("La page n’est montrée que si la condition est vraie."),
            rotation("L’ordre des questions de la page."),
            may("checks", Shape::List(check(), CHECKS_MAX), "Contrôles entre les réponses de la page."),
            may("questions", questions, "Ses questions."),
        ],
    }
}

pub(super) fn check() -> Table {
    Table {
        fields: vec![
            must("must", Shape::Condition, "Ce qui doit être vrai."),
            must("severity", words(SEVERITIES), "error refuse la page, warning la fait confirmer, info se dit après."),
            must("text", Shape::Text, "Ce qu’on dit à la personne."),
            must("question", Shape::Name(Name::Identifier), "La question à côté de laquelle le texte paraît."),
        ],
    }
}

pub(super) fn order() -> Table {
    Table {
        fields: vec![
            must("sections", Shape::Names(Name::Slug), "Des sections qui se suivent, deux au moins."),
            Field { is_required: true, ..rotation("Comment elles changent de place.") },
        ],
    }
}

pub(super) fn hidden() -> Table {
    let shares = "Bras d’un split : la part de chaque catégorie ; le moins rempli d’abord.";
    Table {
        fields: vec![
            must("id", Shape::Name(Name::Identifier), "Le nom de la variable."),
            must("label", Shape::Text, "Ce qu’elle dit."),
            must("categories", Shape::List(category(), CATEGORIES_MAX), "Ses catégories."),
            may("parameter", Shape::Name(Name::Parameter), "Le paramètre de l’adresse qui la donne."),
            may("default", Shape::Name(Name::Code), "Sa catégorie quand l’adresse ne dit rien."),
            may("shares", Shape::Integers, shares),
        ],
    }
}

pub(super) fn end() -> Table {
    Table {
        fields: vec![
            must("id", Shape::Name(Name::Slug), "Le nom de la page."),
            must("on", words(ENDS), "La fin dont c’est la page."),
            must("title", Shape::Text, "Le titre de la page."),
            must("text", Shape::Text, "Son texte."),
        ],
    }
}

/// One table a type of variable, then a variable of the bank.
pub(super) fn computed() -> Vec<Table> {
    let of = |help| must("of", Shape::Name(Name::Identifier), help);
    let band = vec![
        must("from", Shape::Number, "Première valeur de la tranche."),
        may("to", Shape::Number, "Dernière valeur, comprise ; sans elle, la tranche est ouverte."),
    ];
    let codes = vec![may("codes", Shape::Names(Name::Code), "Les codes qu’elle rassemble.")];
    let categories = |more: Vec<Field>| {
        let fields = category().fields.into_iter().chain(more).collect();
        may("categories", Shape::List(Table { fields }, CATEGORIES_MAX), "Ses catégories.")
    };
    let gives = Shape::Words(vec!["number", "category"]);
    vec![
        variable("bands", vec![of("Le nombre."), categories(band)]),
        variable("lookup", vec![of("La question, ou une variable d’avant."), categories(codes)]),
        variable(
            "formula",
            vec![
                must("value", Shape::Condition, "Le calcul."),
                must("gives", gives, "Ce qu’il donne."),
                may("decimals", Shape::Integer(0, i64::from(DECIMALS_MAX)), "Décimales d’un nombre."),
                categories(Vec::new()),
            ],
        ),
        variable(
            "attribute",
            vec![
                of("La question de type entry."),
                must("attribute", Shape::Name(Name::Identifier), "L’attribut de l’entrée choisie."),
            ],
        ),
        Table { fields: vec![must("bank", Shape::Name(Name::Identifier), "La variable de la banque.")] },
    ]
}

fn variable(word: &'static str, more: Vec<Field>) -> Table {
    let mut fields = vec![
        must("id", Shape::Name(Name::Identifier), "Le nom de la variable."),
        must("label", Shape::Text, "Ce qu’elle dit."),
        must("type", Shape::Words(vec![word]), "Comment elle est calculée."),
    ];
    fields.extend(more);
    Table { fields }
}

fn category() -> Table {
    Table { fields: labelled() }
}

fn labelled() -> Vec<Field> {
    vec![
        must("code", Shape::Name(Name::Code), "Le code, définitif : il n’a jamais un autre sens."),
        must("label", Shape::Text, "Ce qu’on lit."),
    ]
}

pub(super) fn option() -> Table {
    let mut fields = labelled();
    fields.extend([
        may("help", Shape::Text, "Une précision, sous le libellé."),
        may("value", Shape::Integer(-1_000_000, 1_000_000), "Ce que l’option compte dans une moyenne."),
        may("missing", words(MISSING), "Une non-réponse déclarée : dans la base, jamais dans un sous-total."),
        may("exclusive", Shape::Boolean, "Ferme les autres options d’une question à plusieurs réponses."),
        may("anchored", Shape::Boolean, "Reste en bas quel que soit l’ordre."),
        may(
            "text_chars_max",
            Shape::Integer(1, i64::from(TEXT_BESIDE_CHARS_MAX)),
            "« Autre, précisez » : longueur du texte.",
        ),
        may(
            "number_min",
            Shape::Integer(i64::from(i32::MIN), i64::from(i32::MAX)),
            "Un nombre à côté : le plus petit.",
        ),
        may(
            "number_max",
            Shape::Integer(i64::from(i32::MIN), i64::from(i32::MAX)),
            "Un nombre à côté : le plus grand.",
        ),
        may("retired", Shape::Boolean, "N’est plus proposée ; son code garde son sens."),
        show_if("L’option n’est proposée que si la condition est vraie."),
    ]);
    Table { fields }
}

pub(super) fn item() -> Table {
    let mut fields = labelled();
    fields.push(show_if("La ligne n’est montrée que si la condition est vraie."));
    Table { fields }
}

pub(super) fn net() -> Table {
    Table {
        fields: vec![
            must("id", Shape::Name(Name::Identifier), "Le nom du sous-total."),
            must("label", Shape::Text, "Ce qu’on lit."),
            must("codes", Shape::Names(Name::Code), "Les codes qu’il rassemble."),
            may("of_which", Shape::Names(Name::Code), "Les parts dites « dont … »."),
        ],
    }
}

pub(super) fn exit() -> Table {
    Table {
        fields: vec![
            must("when", Shape::Condition, "Quand on sort."),
            must("end", words(EXIT_ENDS), "Hors cible, ou refus de participer."),
            may("page", Shape::Name(Name::Slug), "La page de fin."),
        ],
    }
}

pub(super) fn skip() -> Table {
    Table {
        fields: vec![
            must("when", Shape::Condition, "Quand on saute."),
            must("to", Shape::Name(Name::Slug), "Une section plus loin."),
        ],
    }
}

pub(super) fn options(help: &'static str) -> Field {
    may("options", Shape::List(option(), OPTIONS_MAX), help)
}

pub(super) fn items() -> Field {
    may("items", Shape::List(item(), ITEMS_MAX), "Les lignes.")
}

pub(super) fn nets() -> Field {
    may("nets", Shape::List(net(), NETS_MAX), "Sous-totaux, comme « utile, dont incontournable ».")
}

pub(super) fn exits() -> Field {
    may("exits", Shape::List(exit(), EXITS_MAX), "Sorties, essayées dans l’ordre quand la page est envoyée.")
}

pub(super) fn skips() -> Field {
    may("skips", Shape::List(skip(), SKIPS_MAX), "Sauts vers une section plus loin, essayés après les sorties.")
}

pub(super) fn show_if(help: &'static str) -> Field {
    may("show_if", Shape::Condition, help)
}

pub(super) fn rotation(help: &'static str) -> Field {
    may("rotation", words(ROTATIONS), help)
}
