//! A condition told in French, for the paper version of a questionnaire and for whoever reviews it: « si la réponse à
//! « Quel âge avez-vous ? » (S_AGE) est inférieure à 18 ». Negations are carried to the comparisons, and comparisons that
//! belong together are told together.

mod merge;
mod phrase;

use super::Expr;
use super::ast::{Name, Node, NodeKind, Operator};
use super::claim::Claim;
use super::date::Days;
use crate::domain::answer::Date;
use phrase::{Phrase, alternatives, day, quoted};

/// The words of a questionnaire.
pub trait Labels {
    /// The text of a question, of a row or of a variable.
    fn question(&self, name: &Name) -> Option<&str>;
    /// The label of a code of that question.
    fn code(&self, name: &Name, code: &str) -> Option<&str>;
    /// Whether it is asked, and not derived from answers.
    fn is_asked(&self, name: &Name) -> bool;
    /// Whether it takes several answers.
    fn takes_several(&self, name: &Name) -> bool;
}

impl Expr {
    /// The condition as the end of a sentence, from its « si » on; a formula as what it stands for.
    pub fn prose(&self, labels: &dyn Labels) -> String {
        let writer = Writer { labels };
        if self.root.is_condition() {
            let claim = writer.claim(&Claim::that(&self.root, true));
            if claim.starts_with("il ") { format!("s’{claim}") } else { format!("si {claim}") }
        } else {
            writer.phrase(&self.root).text
        }
    }
}

struct Writer<'a> {
    labels: &'a dyn Labels,
}

impl Writer<'_> {
    fn claim(&self, claim: &Claim) -> String {
        match claim {
            Claim::Constant(true) => "c’est toujours vrai".to_owned(),
            Claim::Constant(false) => "c’est toujours faux".to_owned(),
            Claim::All(parts) => self.joined(parts, " et ", |part| matches!(part, Claim::Any(_))),
            Claim::Any(parts) => self.joined(parts, " ou ", |part| matches!(part, Claim::All(_))),
            Claim::Compare(operator, left, right) => self.comparison(*operator, left, right),
            Claim::Selected { question, code, is_selected } => self.selected(question, &[*code], *is_selected),
            Claim::Answered { of, is_answered } => self.answered(of, *is_answered),
            Claim::Fails(claim) => format!("il n’est pas établi que {}", self.claim(claim)),
            Claim::Unclear(node) | Claim::TooMany(node) => Expr { root: (*node).clone() }.to_string(),
        }
    }

    /// Claims on one question are told in one: « est « A » ou « B » », « est comprise entre 18 et 25 ».
    fn joined(&self, parts: &[Claim], word: &str, is_mixed: impl Fn(&Claim) -> bool) -> String {
        let mut told: Vec<String> = Vec::new();
        let mut rest = parts;
        while let Some((first, after)) = rest.split_first() {
            if let Some((text, many)) = self.merged(rest, word == " et ") {
                told.push(text);
                rest = rest.get(many..).unwrap_or_default();
                continue;
            }
            let text = self.claim(first);
            told.push(if is_mixed(first) { format!("({text})") } else { text });
            rest = after;
        }
        told.join(word)
    }

    fn comparison(&self, operator: Operator, left: &Node, right: &Node) -> String {
        // What is written there comes second: « l’âge est supérieur à 18 », never « 18 est inférieur à l’âge ».
        let is_literal = |node: &Node| matches!(node.kind, NodeKind::Number(_) | NodeKind::Text(_));
        if is_literal(left) && !is_literal(right) {
            return self.comparison(operator.mirrored(), right, left);
        }
        let subject = self.phrase(left);
        match (&left.kind, &right.kind) {
            (_, NodeKind::Text(text)) => {
                let label = self.label_beside(left, text);
                let date = Date::parse(text).ok().filter(|_| label.is_none());
                match date.filter(|date| Days::of(*date).is_some()) {
                    Some(date) => format!("{} {}", subject.text, against_date(operator, date, subject.is_feminine)),
                    None => format!("{} {} {}", subject.text, is_or_not(operator), quoted(label.unwrap_or(text))),
                }
            }
            _ => {
                let words = against(operator, subject.is_feminine);
                format!("{} {words} {}", subject.text, self.phrase(right).text)
            }
        }
    }

    fn label_beside(&self, node: &Node, code: &str) -> Option<&str> {
        match &node.kind {
            NodeKind::Name(name) => self.labels.code(name, code),
            _ => None,
        }
    }

    fn selected(&self, question: &Node, codes: &[&str], is_selected: bool) -> String {
        let NodeKind::Name(name) = &question.kind else {
            return Expr { root: question.clone() }.to_string();
        };
        let labels: Vec<String> =
            codes.iter().map(|code| quoted(self.labels.code(name, code).unwrap_or(code))).collect();
        if self.labels.takes_several(name) {
            let verb = if is_selected { "est" } else { "n’est pas" };
            return format!("{} {verb} parmi les réponses à {}", alternatives(&labels), self.named(name));
        }
        let subject = self.phrase(question).text;
        if is_selected {
            format!("{subject} est {}", alternatives(&labels))
        } else {
            format!("{subject} {}", neither(&labels))
        }
    }

    fn answered(&self, of: &Node, is_answered: bool) -> String {
        let there_is = if is_answered { "il y a une réponse" } else { "il n’y a pas de réponse" };
        match &of.kind {
            NodeKind::Name(name) if self.labels.is_asked(name) => format!("{there_is} à {}", self.named(name)),
            _ => {
                let known = if is_answered { "est connu" } else { "n’est pas connu" };
                let phrase = self.phrase(of);
                format!("{} {known}{}", phrase.text, if phrase.is_feminine { "e" } else { "" })
            }
        }
    }
}

fn is_or_not(operator: Operator) -> &'static str {
    if operator == Operator::Equal { "est" } else { "n’est pas" }
}

fn neither(labels: &[String]) -> String {
    match labels {
        [one] => format!("n’est pas {one}"),
        several => format!("n’est ni {}", several.join(" ni ")),
    }
}

fn against(operator: Operator, is_feminine: bool) -> String {
    let e = if is_feminine { "e" } else { "" };
    match operator {
        Operator::Equal => format!("est égal{e} à"),
        Operator::Different => format!("est différent{e} de"),
        Operator::Less => format!("est inférieur{e} à"),
        Operator::LessOrEqual => format!("est inférieur{e} ou égal{e} à"),
        Operator::Greater => format!("est supérieur{e} à"),
        _ => format!("est supérieur{e} ou égal{e} à"),
    }
}

fn against_date(operator: Operator, date: Date, is_feminine: bool) -> String {
    let (e, date) = (if is_feminine { "e" } else { "" }, day(date));
    match operator {
        Operator::Equal => format!("est le {date}"),
        Operator::Different => format!("n’est pas le {date}"),
        Operator::Less => format!("est antérieur{e} au {date}"),
        Operator::LessOrEqual => format!("est le {date} ou avant"),
        Operator::Greater => format!("est postérieur{e} au {date}"),
        _ => format!("est le {date} ou après"),
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self { text, is_feminine: false }
    }
}
