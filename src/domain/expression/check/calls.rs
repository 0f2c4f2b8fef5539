//! What each function takes and gives.

use super::{Checker, SELECTED, nearest};
use crate::domain::expression::ast::{Function, Node, NodeKind};
use crate::domain::expression::functions::ROUND_DECIMALS_MAX;
use crate::domain::expression::types::Type;

const SUM: &str = "une question à plusieurs nombres : sum(QUESTION)";

impl Checker<'_> {
    pub(super) fn call(&mut self, node: &Node, function: Function, arguments: &[Node]) -> Option<Type> {
        match (function, arguments) {
            (Function::Selected, [question, code]) => {
                let is_right = |found: &Type| found.codes().is_some() && matches!(question.kind, NodeKind::Name(_));
                self.code_of(question, code, is_right, SELECTED);
                Some(Type::Bool)
            }
            (Function::Rank, [question, code]) => {
                let is_right = |found: &Type| matches!(found, Type::Ranking(_));
                self.code_of(question, code, is_right, "rank(CLASSEMENT, 'code')");
                Some(Type::Number)
            }
            (Function::CountSelected, [question]) => {
                let is_right = |found: &Type| matches!(found, Type::Codes(_) | Type::Ranking(_));
                self.list(question, is_right, "une question à plusieurs réponses");
                Some(Type::Number)
            }
            (Function::Sum, [question]) => {
                self.list(question, |found| matches!(found, Type::Numbers(_)), SUM);
                Some(Type::Number)
            }
            (Function::Min | Function::Max, numbers) => {
                let is_right = |found: &Type| found.is_numeric() || matches!(found, Type::Numbers(_));
                numbers.iter().for_each(|number| self.list(number, is_right, "des nombres"));
                Some(Type::Number)
            }
            (Function::Round, [number, decimals @ ..]) => {
                self.expect_number(number, "un nombre à arrondir");
                decimals.iter().for_each(|decimals| self.decimals(decimals));
                Some(Type::Number)
            }
            (Function::Int | Function::Abs, [number]) => {
                self.expect_number(number, "un nombre");
                Some(Type::Number)
            }
            (Function::StringLength, [text]) => {
                self.expect(text, |found| *found == Type::Text, "une question à texte libre");
                Some(Type::Number)
            }
            (Function::If, [condition, branches @ ..]) => {
                self.expect_bool(condition, "une condition d’abord");
                self.same(node, branches)
            }
            (Function::Coalesce, branches) => self.same(node, branches),
            _ => Some(Type::Bool),
        }
    }

    /// What is read whole: a list counts for its length in the steps.
    fn list(&mut self, node: &Node, is_right: impl Fn(&Type) -> bool, expected: &str) {
        match self.type_of(node) {
            Some(found) if is_right(&found) => self.steps += found.length(),
            Some(found) => self.error(node, format!("c’est {}", found.french()), Some(expected.to_owned())),
            None => {}
        }
    }

    fn code_of(&mut self, question: &Node, code: &Node, is_right: impl Fn(&Type) -> bool, expected: &str) {
        self.steps += 1;
        let known = match self.type_of(question) {
            None => return,
            Some(found) if is_right(&found) => found,
            Some(found) => {
                return self.error(question, format!("c’est {}", found.french()), Some(expected.to_owned()));
            }
        };
        self.steps += known.length();
        match &code.kind {
            NodeKind::Text(text) => self.known(code, &known, std::slice::from_ref(text)),
            _ => {
                let codes = known.codes().unwrap_or_default();
                self.error(code, "ce n’est pas un code entre apostrophes", Some(nearest("", &codes)));
            }
        }
    }

    fn decimals(&mut self, node: &Node) {
        self.steps += 1;
        let is_known = |given: f64| (0..=ROUND_DECIMALS_MAX).any(|decimals| f64::from(decimals) == given);
        if !matches!(node.kind, NodeKind::Number(given) if is_known(given)) {
            let expected = format!("un nombre entier écrit là, de 0 à {ROUND_DECIMALS_MAX}");
            self.error(node, "nombre de décimales inconnu", Some(expected));
        }
    }

    /// The type of branches that must agree; codes are pooled.
    fn same(&mut self, node: &Node, branches: &[Node]) -> Option<Type> {
        let mut pooled: Option<Type> = None;
        for branch in branches {
            let found = self.type_of(branch)?;
            let so_far = pooled.take();
            pooled = match so_far.as_ref().map_or(Some(found.clone()), |so_far| pool(so_far, &found)) {
                Some(pooled) => Some(pooled),
                None => {
                    let so_far = so_far.as_ref().map_or("", Type::french);
                    let message = format!("d’un côté {so_far}, de l’autre {}", found.french());
                    self.error(node, message, Some("des valeurs du même type".to_owned()));
                    return None;
                }
            };
        }
        pooled
    }
}

fn pool(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Code(a), Type::Code(b)) => Some(Type::Code(a.iter().chain(b).cloned().collect())),
        (Type::Score(a), Type::Score(b)) => Some(Type::Score(a.iter().chain(b).cloned().collect())),
        (a, b) if a.is_numeric() && b.is_numeric() => Some(Type::Number),
        // A list has no value of its own to hand on.
        (Type::Codes(_) | Type::Ranking(_) | Type::Numbers(_), _) => None,
        (a, b) if a == b => Some(a.clone()),
        _ => None,
    }
}
