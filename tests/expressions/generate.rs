//! Conditions and answers drawn from a stream of numbers: a seeded generator, or the bytes of a fuzzer. Everything drawn
//! is sound: types and codes are those of `survey.rs`.

use sonde::domain::answer::Date;

use super::survey::{Answers, OPINIONS, SCORES};

/// Deepest nesting of what is drawn.
const DEPTH_MAX: u32 = 3;

/// Draws a number under a bound.
pub struct Draw<'a> {
    next: &'a mut dyn FnMut() -> u32,
}

impl<'a> Draw<'a> {
    pub fn new(next: &'a mut dyn FnMut() -> u32) -> Self {
        Self { next }
    }

    pub fn under(&mut self, bound: u32) -> u32 {
        (self.next)() % bound
    }

    fn one_of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[usize::try_from(self.under(u32::try_from(list.len()).unwrap())).unwrap()]
    }

    pub fn condition(&mut self, depth: u32) -> String {
        let is_leaf = depth >= DEPTH_MAX;
        match self.under(if is_leaf { 9 } else { 15 }) {
            0..=2 => {
                let (left, sign, right) = (self.number(depth + 1), self.sign(), self.number(depth + 1));
                format!("{left} {sign} {right}")
            }
            3 => {
                let (name, sign) = (self.one_of(&["AGE", "TAUX", "NOTE", "REVENU"]), self.sign());
                format!("{name} {sign} {}", self.one_of(&["0", "1", "5", "18", "34"]))
            }
            4 => {
                let (name, sign) = (self.one_of(&["JC", "G.rapide"]), self.one_of(&["=", "!="]));
                format!("{name} {sign} '{}'", self.one_of(&OPINIONS))
            }
            5 => {
                let question = self.one_of(&["ENG", "RANG", "ENG"]);
                format!("selected({question}, '{}')", self.one_of(&["don", "voisins", "rien"]))
            }
            6 => {
                let sign = self.sign();
                format!("JOUR {sign} '{}'", self.one_of(&["2020-05-17", "2020-05-18", "1999-01-01"]))
            }
            7 => {
                let names = ["AGE", "JC", "NOTE", "ENG", "RANG", "PARTS", "AVIS", "JOUR", "REVENU"];
                format!("{} {} ''", self.one_of(&names), self.one_of(&["=", "!="]))
            }
            8 => self
                .one_of(&[
                    "JC = G.rapide",
                    "JC != G.rapide",
                    "AVIS = 'oui'",
                    "NOTE = 'nsp'",
                    "REVENU = 'refus'",
                    "true()",
                ])
                .to_owned(),
            9..=11 => {
                let (left, word) = (self.condition(depth + 1), self.one_of(&["and", "or"]));
                format!("({left} {word} {})", self.condition(depth + 1))
            }
            12 | 13 => format!("not({})", self.condition(depth + 1)),
            _ => {
                let (a, b) = (self.condition(depth + 1), self.condition(depth + 1));
                if self.under(2) == 0 {
                    return format!("coalesce({a}, {b})");
                }
                format!("if({a}, {b}, {})", self.condition(depth + 1))
            }
        }
    }

    fn sign(&mut self) -> &'static str {
        self.one_of(&["=", "!=", "<", "<=", ">", ">="])
    }

    pub fn number(&mut self, depth: u32) -> String {
        let is_leaf = depth >= DEPTH_MAX;
        match self.under(if is_leaf { 6 } else { 12 }) {
            0 | 1 => self.one_of(&["AGE", "TAUX", "NOTE", "REVENU", "PARTS.a"]).to_owned(),
            2 | 3 => self.one_of(&["0", "1", "2", "5", "10", "18", "0.5"]).to_owned(),
            4 => self.one_of(&["count-selected(ENG)", "count-selected(RANG)", "rank(RANG, 'don')"]).to_owned(),
            5 => self.one_of(&["sum(PARTS)", "min(PARTS)", "max(PARTS)", "string-length(AVIS)"]).to_owned(),
            6 | 7 => {
                let (left, sign) = (self.number(depth + 1), self.one_of(&["+", "-", "*", "div", "mod"]));
                format!("({left} {sign} {})", self.number(depth + 1))
            }
            8 => format!("{}({})", self.one_of(&["int", "abs", "round", "-"]), self.number(depth + 1)),
            9 => {
                let function = self.one_of(&["min", "max", "coalesce"]);
                format!("{function}({}, {})", self.number(depth + 1), self.number(depth + 1))
            }
            10 => format!("round({}, 1)", self.number(depth + 1)),
            _ => {
                let condition = self.condition(depth + 1);
                format!("if({condition}, {}, {})", self.number(depth + 1), self.number(depth + 1))
            }
        }
    }

    /// Answers, one question in four without.
    pub fn answers(&mut self) -> Answers {
        let mut eng = self.ticks(2);
        if eng.contains(&2) {
            eng = vec![2];
        }
        let rang = self.ticks(3);
        Answers {
            age: self.given(|draw| i32::try_from(15 + draw.under(80)).unwrap()),
            taux: self.given(|draw| f64::from(draw.under(100)) / 4.0 - 5.0),
            jc: self.given(|draw| draw.one_of(&OPINIONS).to_owned()),
            rapide: self.given(|draw| draw.one_of(&OPINIONS).to_owned()),
            note: self.given(|draw| draw.one_of(&SCORES).to_owned()),
            revenu: self.given(|draw| draw.one_of(&["0", "3", "34", "refus"]).to_owned()),
            eng,
            rang,
            parts: [0; 3].map(|_| self.given(|draw| i32::try_from(draw.under(50)).unwrap())),
            avis: self.given(|draw| draw.one_of(&["oui", "non", "peut-être bien"]).to_owned()),
            jour: self.given(|draw| Date::parse(draw.one_of(&["2020-05-17", "2020-05-18", "2021-01-01"])).unwrap()),
        }
    }

    fn given<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.under(4) > 0).then(|| draw(self))
    }

    fn ticks(&mut self, most: u32) -> Vec<u16> {
        let mut ticks = Vec::new();
        for _ in 0..self.under(most + 1) {
            let tick = u16::try_from(self.under(4)).unwrap();
            if !ticks.contains(&tick) {
                ticks.push(tick);
            }
        }
        ticks
    }
}
