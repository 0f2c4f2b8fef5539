//! A small questionnaire with a question of each kind, as conditions see it, and answers to it.

use serde::{Deserialize, Serialize};
use sonde::domain::answer::Date;
use sonde::domain::expression::{CodeNames, Codes, Name, NameFault, Names, Type, Value, Values};

pub const OPINIONS: [&str; 3] = ["utile", "inutile", "nsp"];
pub const TICKS: [&str; 4] = ["don", "voisins", "rien", "autre"];
pub const SCORES: [&str; 5] = ["0", "1", "5", "10", "nsp"];
pub const ROWS: [&str; 3] = ["a", "b", "c"];

/// Answers to one interview; `None` and empty lists are no answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Answers {
    pub age: Option<i32>,
    pub taux: Option<f64>,
    pub jc: Option<String>,
    pub rapide: Option<String>,
    pub note: Option<String>,
    /// A number, or « refus ».
    pub revenu: Option<String>,
    pub eng: Vec<u16>,
    pub rang: Vec<u16>,
    pub parts: [Option<i32>; 3],
    pub avis: Option<String>,
    pub jour: Option<Date>,
}

struct Ticks;

impl CodeNames for Ticks {
    fn code_at(&self, position: u16) -> Option<&str> {
        TICKS.get(usize::from(position)).copied()
    }
}

fn ticked(codes: &[u16]) -> Value<'_> {
    if codes.is_empty() { Value::Missing } else { Value::Codes(Codes::new(codes, &Ticks)) }
}

impl Values for Answers {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        let code = |code: &'a Option<String>| code.as_deref().map_or(Value::Missing, Value::Code);
        match name.to_string().as_str() {
            "AGE" => self.age.map_or(Value::Missing, |age| Value::Number(age.into())),
            "TAUX" => self.taux.map_or(Value::Missing, Value::Number),
            "JC" => code(&self.jc),
            "G.rapide" => code(&self.rapide),
            "NOTE" => {
                self.note.as_deref().map_or(Value::Missing, |code| Value::Score { code, score: code.parse().ok() })
            }
            "REVENU" => self.revenu.as_deref().map_or(Value::Missing, |given| match given.parse() {
                Ok(number) => Value::Score { code: "", score: Some(number) },
                Err(_) => Value::Score { code: given, score: None },
            }),
            "ENG" => ticked(&self.eng),
            "RANG" => ticked(&self.rang),
            "PARTS" => Value::of_numbers(self.parts.iter().flatten().map(|&part| part.into())),
            "PARTS.a" => self.parts[0].map_or(Value::Missing, |part| Value::Number(part.into())),
            "AVIS" => self.avis.as_deref().map_or(Value::Missing, Value::Text),
            "JOUR" => self.jour.map_or(Value::Missing, Value::Date),
            _ => Value::Missing,
        }
    }
}

/// The questionnaire itself.
pub struct Survey;

impl Names for Survey {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        let owned = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
        match name.to_string().as_str() {
            "AGE" | "TAUX" | "PARTS.a" => Ok(Type::Number),
            "JC" | "G.rapide" => Ok(Type::Code(owned(&OPINIONS))),
            "NOTE" => Ok(Type::Score(SCORES.map(|code| (code.to_owned(), code.parse().ok())).to_vec())),
            "REVENU" => Ok(Type::Score(vec![("refus".to_owned(), None)])),
            "ENG" => Ok(Type::Codes(owned(&TICKS))),
            "RANG" => Ok(Type::Ranking(owned(&TICKS))),
            "PARTS" => Ok(Type::Numbers(owned(&ROWS))),
            "AVIS" => Ok(Type::Text),
            "JOUR" => Ok(Type::Date),
            _ => Err(NameFault { message: "inconnu".to_owned(), expected: None }),
        }
    }
}
