//! One question before and after: its words, what it is for, whom it is asked of, its options and rows.

use super::{ChangeClass, Found, Of, Spot, common_orders, french, kind};
use crate::domain::expression::Expr;
use crate::domain::questionnaire::{
    AnswerOption, Beside, Carried, DeclaredMissing, ExitKind, Item, Mandatory, Net, Origin, Question, Role,
};

pub(super) fn compare(found: &mut Found, before: &Question, after: &Question) {
    let spot = Spot::of(Of::Question(after.id.to_string()));
    found.text(&spot, ChangeClass::Wording, "texte", (&before.text, &after.text));
    found.optional_text(&spot, ChangeClass::Surroundings, "aide", (before.help.as_ref(), after.help.as_ref()));
    purpose(found, &spot, before, after);
    asked(found, &spot, before, after);
    kind::compare(found, &spot, &before.kind, &after.kind);
    if std::mem::discriminant(&before.kind) == std::mem::discriminant(&after.kind) {
        options(found, &spot, before.kind.options(), after.kind.options());
        items(found, &spot, before.kind.items(), after.kind.items());
        nets(found, &spot, &before.nets, &after.nets);
    }
}

fn purpose(found: &mut Found, spot: &Spot, before: &Question, after: &Question) {
    let said = |text: &'static str| Some(text.to_owned());
    found.value(spot, ChangeClass::Role, "rôle", (&before.role, &after.role), |role| {
        said(match role {
            Role::Consent => "consent",
            Role::Profile => "profile",
            Role::Opinion => "opinion",
            Role::Contact => "contact",
        })
    });
    found.value(spot, ChangeClass::Mandatory, "obligation", (&before.mandatory, &after.mandatory), |mandatory| {
        said(match mandatory {
            Mandatory::Hard => "hard",
            Mandatory::Soft => "soft",
            Mandatory::Off => "off",
        })
    });
    found.value(spot, ChangeClass::Choices, "réponse attendue", (&before.attention, &after.attention), |code| {
        code.as_ref().map(ToString::to_string)
    });
    found.value(spot, ChangeClass::Source, "provenance", (&before.origin, &after.origin), |origin| {
        said(match origin {
            Origin::Documented => "documented",
            Origin::Reconstructed => "reconstructed",
        })
    });
    found.value(spot, ChangeClass::Source, "variante", (&before.variant, &after.variant), Clone::clone);
    found.value(spot, ChangeClass::Source, "banque", (&before.is_harmonised, &after.is_harmonised), |harmonised| {
        said(if *harmonised { "question de la banque" } else { "question du questionnaire" })
    });
    found.value(spot, ChangeClass::Order, "liste commune", (&before.order_as, &after.order_as), Clone::clone);
}

fn asked(found: &mut Found, spot: &Spot, before: &Question, after: &Question) {
    condition(found, spot, (before.show_if.as_ref(), after.show_if.as_ref()));
    found.value(spot, ChangeClass::Condition, "sauts", (&before.skips, &after.skips), |skips| {
        listed(skips.iter().map(|skip| format!("{} → {}", skip.when, skip.to)))
    });
    let ends = |question: &Question| question.exits.iter().map(|exit| (exit.when.to_string(), exit.end)).collect();
    let exits: (Vec<_>, Vec<_>) = (ends(before), ends(after));
    found.value(spot, ChangeClass::Exit, "sorties", (&exits.0, &exits.1), |exits| {
        listed(exits.iter().map(|(when, end)| format!("{when} → {}", exit_name(*end))))
    });
    if exits.0 == exits.1 {
        let pages = |question: &Question| question.exits.iter().map(|exit| exit.page.clone()).collect::<Vec<_>>();
        found.value(spot, ChangeClass::EndPage, "pages des sorties", (&pages(before), &pages(after)), |pages| {
            listed(pages.iter().map(|page| page.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string)))
        });
    }
    found.value(spot, ChangeClass::Condition, "lignes tirées", (&before.draw, &after.draw), |draw| {
        draw.map(|count| count.to_string())
    });
    found.value(spot, ChangeClass::Condition, "modalités reprises", (&before.carry, &after.carry), |carry| {
        carry.as_ref().map(|carry| {
            let which = match carry.which {
                Carried::Chosen => "choisies",
                Carried::NotChosen => "non choisies",
            };
            format!("{which} à {}", carry.from)
        })
    });
}

fn exit_name(end: ExitKind) -> &'static str {
    match end {
        ExitKind::ScreenedOut => "hors cible",
        ExitKind::Refused => "refus",
    }
}

pub(super) fn condition(found: &mut Found, spot: &Spot, (before, after): (Option<&Expr>, Option<&Expr>)) {
    // As printed: spaces and needless parentheses in a condition are nothing.
    let pair = (before.map(ToString::to_string), after.map(ToString::to_string));
    found.value(spot, ChangeClass::Condition, "condition", (&pair.0, &pair.1), Clone::clone);
}

fn listed(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(" ; "))
}

fn options(found: &mut Found, spot: &Spot, before: &[AnswerOption], after: &[AnswerOption]) {
    for option in after {
        let at = spot.code(&option.code);
        match before.iter().find(|earlier| earlier.code == option.code) {
            Some(earlier) => one_option(found, &at, earlier, option),
            None => found.push(&at, ChangeClass::OptionAdded, "modalité", None, Some(french(&option.label))),
        }
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.code != one.code)) {
        let at = spot.code(&gone.code);
        found.push(&at, ChangeClass::OptionRemoved, "modalité", Some(french(&gone.label)), None);
    }
    let codes = |list: &[AnswerOption]| list.iter().map(|one| one.code.to_string()).collect();
    order(found, spot, "ordre des modalités", (codes(before), codes(after)));
}

/// A change of the order of what both have.
pub(super) fn order(found: &mut Found, spot: &Spot, part: &'static str, (before, after): (Vec<String>, Vec<String>)) {
    let orders = common_orders(&before, &after);
    found.value(spot, ChangeClass::Order, part, (&orders.0, &orders.1), |list| Some(list.join(", ")));
}

fn one_option(found: &mut Found, at: &Spot, before: &AnswerOption, after: &AnswerOption) {
    found.text(at, ChangeClass::CodeMeaning, "libellé", (&before.label, &after.label));
    found.optional_text(at, ChangeClass::CodeMeaning, "explication", (before.help.as_ref(), after.help.as_ref()));
    found.value(at, ChangeClass::CodeMeaning, "non-réponse", (&before.missing, &after.missing), |missing| {
        missing.map(|missing| match missing {
            DeclaredMissing::Nsp => "nsp".to_owned(),
            DeclaredMissing::Refusal => "refus".to_owned(),
        })
    });
    found.value(at, ChangeClass::Value, "valeur", (&before.value, &after.value), |value| value.map(|v| v.to_string()));
    let yes_no = |yes: &bool| Some(if *yes { "oui" } else { "non" }.to_owned());
    found.value(at, ChangeClass::Choices, "exclusive", (&before.exclusive, &after.exclusive), yes_no);
    found.value(at, ChangeClass::Order, "ancrée en bas", (&before.anchored, &after.anchored), yes_no);
    found.value(at, ChangeClass::Beside, "précision", (&before.beside, &after.beside), |beside| {
        beside.map(|beside| match beside {
            Beside::Text { chars_max } => format!("texte de {chars_max} caractères au plus"),
            Beside::Number { min, max } => format!("nombre de {min} à {max}"),
        })
    });
    let class = if after.retired { ChangeClass::OptionRetired } else { ChangeClass::OptionRestored };
    found.value(at, class, "proposée", (&!before.retired, &!after.retired), yes_no);
    condition(found, at, (before.show_if.as_ref(), after.show_if.as_ref()));
}

fn items(found: &mut Found, spot: &Spot, before: &[Item], after: &[Item]) {
    for item in after {
        let at = spot.code(&item.code);
        match before.iter().find(|earlier| earlier.code == item.code) {
            Some(earlier) => {
                found.text(&at, ChangeClass::Wording, "libellé de la ligne", (&earlier.label, &item.label));
                condition(found, &at, (earlier.show_if.as_ref(), item.show_if.as_ref()));
            }
            None => found.push(&at, ChangeClass::ItemAdded, "ligne", None, Some(french(&item.label))),
        }
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.code != one.code)) {
        let at = spot.code(&gone.code);
        found.push(&at, ChangeClass::ItemRemoved, "ligne", Some(french(&gone.label)), None);
    }
    let codes = |list: &[Item]| list.iter().map(|one| one.code.to_string()).collect();
    order(found, spot, "ordre des lignes", (codes(before), codes(after)));
}

fn nets(found: &mut Found, spot: &Spot, before: &[Net], after: &[Net]) {
    let parts = |net: &Net| {
        let codes: Vec<&str> = net.codes.iter().map(crate::domain::id::OptionCode::as_str).collect();
        Some(codes.join(" + "))
    };
    for net in after {
        let at = spot.code(&net.id);
        let Some(earlier) = before.iter().find(|earlier| earlier.id == net.id) else {
            found.push(&at, ChangeClass::NewNet, "sous-total", None, parts(net));
            continue;
        };
        found.text(&at, ChangeClass::Net, "libellé du sous-total", (&earlier.label, &net.label));
        if (&earlier.codes, &earlier.of_which) != (&net.codes, &net.of_which) {
            found.push(&at, ChangeClass::Net, "sous-total", parts(earlier), parts(net));
        }
    }
    for gone in before.iter().filter(|one| after.iter().all(|other| other.id != one.id)) {
        found.push(&spot.code(&gone.id), ChangeClass::Net, "sous-total", parts(gone), None);
    }
}
