//! Claims that say several things of one question, told in one.

use super::phrase::{alternatives, number, quoted};
use super::{Writer, neither};
use crate::domain::expression::ast::{Name, Node, NodeKind, Operator};
use crate::domain::expression::claim::Claim;

impl Writer<'_> {
    /// What the first claims of a list say together, and how many they are; `None` when the first stands alone.
    pub(super) fn merged(&self, claims: &[Claim], is_all: bool) -> Option<(String, usize)> {
        let wanted = if is_all { Operator::Different } else { Operator::Equal };
        self.codes(claims, wanted).or_else(|| self.ticks(claims, is_all)).or_else(|| self.range(claims, is_all))
    }

    /// `A = 'x' or A = 'y'`, `A != 'x' and A != 'y'`.
    fn codes(&self, claims: &[Claim], wanted: Operator) -> Option<(String, usize)> {
        let of_one = |claim: &Claim, name: Option<&Name>| match claim.named_code() {
            Some((operator, found, _)) => operator == wanted && name.is_none_or(|name| name == found),
            None => false,
        };
        let (_, name, _) = claims.first()?.named_code()?;
        let many = claims.iter().take_while(|claim| of_one(claim, Some(name))).count();
        if many < 2 {
            return None;
        }
        let codes = claims.iter().take(many).filter_map(Claim::named_code);
        let labels: Vec<String> =
            codes.map(|(_, _, code)| quoted(self.labels.code(name, code).unwrap_or(code))).collect();
        let subject = self.subject(name);
        let text = match wanted {
            Operator::Equal => format!("{subject} est {}", alternatives(&labels)),
            _ => format!("{subject} {}", neither(&labels)),
        };
        Some((text, many))
    }

    /// `selected(A, 'x') or selected(A, 'y')`, and where none of them may be.
    fn ticks(&self, claims: &[Claim], is_all: bool) -> Option<(String, usize)> {
        let Claim::Selected { question, .. } = claims.first()? else { return None };
        let code = |claim: &Claim| match claim {
            Claim::Selected { question: of, code, is_selected } if of == question && *is_selected != is_all => {
                Some(code.to_string())
            }
            _ => None,
        };
        let codes: Vec<String> = claims.iter().map_while(code).collect();
        if codes.len() < 2 {
            return None;
        }
        let NodeKind::Name(name) = &question.kind else { return None };
        let borrowed: Vec<&str> = codes.iter().map(String::as_str).collect();
        if is_all && self.labels.takes_several(name) {
            let labels: Vec<String> =
                borrowed.iter().map(|code| quoted(self.labels.code(name, code).unwrap_or(code))).collect();
            return Some((
                format!("ni {} n’est parmi les réponses à {}", labels.join(" ni "), self.named(name)),
                codes.len(),
            ));
        }
        Some((self.selected(question, &borrowed, !is_all), codes.len()))
    }

    /// `A >= 18 and A <= 25`.
    fn range(&self, claims: &[Claim], is_all: bool) -> Option<(String, usize)> {
        let [Claim::Compare(Operator::GreaterOrEqual, a, low), Claim::Compare(Operator::LessOrEqual, b, high), ..] =
            claims
        else {
            return None;
        };
        let (NodeKind::Number(low), NodeKind::Number(high)) = (&low.kind, &high.kind) else { return None };
        if !is_all || a != b {
            return None;
        }
        let subject = self.phrase(a);
        let e = if subject.is_feminine { "e" } else { "" };
        Some((format!("{} est compris{e} entre {} et {}", subject.text, number(*low), number(*high)), 2))
    }

    fn subject(&self, name: &Name) -> String {
        self.phrase(&Node { kind: NodeKind::Name(name.clone()), span: 0..0 }).text
    }
}
