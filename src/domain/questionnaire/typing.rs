//! What conditions may know of a questionnaire before anybody answers: the type of a name, the answers it may have, and
//! the words to tell it in.

use crate::domain::answer::Date;
use crate::domain::expression::{Domain, Domains, Labels, Name, NameFault, Names, Type};
use crate::domain::fault::near_or;
use crate::domain::questionnaire::{
    AnswerOption, Category, Computed, ComputedRule, Gives, Kind, Language, Question, Questionnaire,
};

/// Where nothing bounds a date.
const FIRST_YEAR: u16 = 1;
const LAST_YEAR: u16 = 9_999;

impl Names for Questionnaire {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault> {
        if let Some((_, question)) = self.question(name.question.as_str()) {
            return type_of_question(question, name);
        }
        let found = match (self.computed(&name.question), self.hidden(name.question.as_str())) {
            (Some(computed), _) if gives_number(computed) => Type::Number,
            (Some(computed), _) => Type::Code(category_codes(&computed.categories)),
            (None, Some((_, hidden))) => Type::Code(category_codes(&hidden.categories)),
            (None, None) => return Err(self.unknown(name)),
        };
        if name.item.is_some() { Err(no_rows(name)) } else { Ok(found) }
    }
}

impl Questionnaire {
    fn unknown(&self, name: &Name) -> NameFault {
        let questions = self.questions().map(|(_, question)| question.id.as_str());
        let computed = self.computed.iter().map(|computed| computed.id.as_str());
        let hidden = self.hidden.iter().map(|hidden| hidden.id.as_str());
        let otherwise = || "une question ou une variable calculée ; un code s'écrit entre apostrophes".to_owned();
        NameFault {
            message: format!("nom inconnu : {}", name.question),
            expected: near_or(name.question.as_str(), questions.chain(computed).chain(hidden), otherwise),
        }
    }
}

fn gives_number(computed: &Computed) -> bool {
    match &computed.rule {
        ComputedRule::Formula { gives, .. } => matches!(gives, Gives::Number { .. }),
        ComputedRule::Attribute { .. } | ComputedRule::Bands { .. } | ComputedRule::Lookup { .. } => false,
    }
}

fn type_of_question(question: &Question, name: &Name) -> Result<Type, NameFault> {
    let kind = &question.kind;
    let has_row = name.item.as_ref().is_some_and(|item| kind.items().iter().any(|row| &row.code == item));
    let items = || kind.items().iter().map(|row| row.code.to_string()).collect();
    match (kind, &name.item) {
        (Kind::Single { .. }, None) => Ok(of_choice(kind)),
        (Kind::Grid { .. }, Some(_)) if has_row => Ok(of_choice(kind)),
        (Kind::Multiple { .. }, None) => Ok(Type::Codes(codes(kind.options()))),
        (Kind::Ranking { .. }, None) => Ok(Type::Ranking(codes(kind.options()))),
        (Kind::Number { .. }, None) => Ok(of_number(kind)),
        (Kind::Numbers { .. }, None) => Ok(Type::Numbers(items())),
        (Kind::Numbers { .. }, Some(_)) if has_row => Ok(of_number(kind)),
        (Kind::Text { .. }, None) => Ok(Type::Text),
        (Kind::Date { .. }, None) => Ok(Type::Date),
        (Kind::Entry { .. }, None) => Ok(Type::Code(codes(kind.options()))),
        (Kind::Grid { .. } | Kind::Numbers { .. }, _) => {
            let rows: Vec<String> = kind.items().iter().map(|row| format!("{}.{}", name.question, row.code)).collect();
            let message = format!("{} est une grille : nommez une de ses lignes", name.question);
            Err(NameFault { message, expected: Some(rows.join(", ")) })
        }
        (Kind::Note, _) => {
            Err(NameFault { message: format!("{} n’est qu’un texte à lire", name.question), expected: None })
        }
        (_, Some(_)) => Err(no_rows(name)),
    }
}

fn no_rows(name: &Name) -> NameFault {
    let message = format!("{} n'a pas de lignes", name.question);
    NameFault { message, expected: Some(name.question.to_string()) }
}

fn of_choice(kind: &Kind) -> Type {
    if kind.is_scored() { Type::Score(scores(kind.options())) } else { Type::Code(codes(kind.options())) }
}

fn of_number(kind: &Kind) -> Type {
    if kind.options().is_empty() { Type::Number } else { Type::Score(scores(kind.options())) }
}

fn codes(options: &[AnswerOption]) -> Vec<String> {
    options.iter().map(|option| option.code.to_string()).collect()
}

fn category_codes(categories: &[Category]) -> Vec<String> {
    categories.iter().map(|category| category.code.to_string()).collect()
}

fn scores(options: &[AnswerOption]) -> Vec<(String, Option<f64>)> {
    options.iter().map(|option| (option.code.to_string(), option.score())).collect()
}

impl Domains for Questionnaire {
    fn domain_of(&self, name: &Name) -> Domain {
        if let Some((_, question)) = self.question(name.question.as_str()) {
            return domain_of_kind(&question.kind, name.item.is_some());
        }
        match (self.computed(&name.question), self.hidden(name.question.as_str())) {
            (Some(computed), _) if gives_number(computed) => Domain::Anything,
            (Some(computed), _) => Domain::Code(category_codes(&computed.categories)),
            (None, Some((_, hidden))) => Domain::Code(category_codes(&hidden.categories)),
            (None, None) => Domain::Anything,
        }
    }
}

fn domain_of_kind(kind: &Kind, is_row: bool) -> Domain {
    let domain = match kind {
        Kind::Single { options, .. } | Kind::Grid { options, .. } => {
            return if kind.is_scored() { Domain::Score(scores(options)) } else { Domain::Code(codes(options)) };
        }
        Kind::Multiple { options, ticks_max, .. } => {
            let exclusive = options.iter().filter(|option| option.exclusive).map(|option| option.code.to_string());
            let ticks_max = usize::from(*ticks_max);
            return Domain::Codes { codes: codes(options), exclusive: exclusive.collect(), ticks_max };
        }
        Kind::Ranking { options, ranks_max, .. } => {
            let declared = options.iter().filter(|option| option.missing.is_some());
            let exclusive = declared.map(|option| option.code.to_string()).collect();
            return Domain::Codes { codes: codes(options), exclusive, ticks_max: usize::from(*ranks_max) };
        }
        Kind::Number { .. } | Kind::Numbers { .. } => numbers(kind, is_row),
        Kind::Text { .. } => Domain::Text,
        Kind::Date { partial, min, max, precision, .. } => {
            let year = |year: u16| Date::new(year, None, None);
            match min.or_else(|| year(FIRST_YEAR)).zip(max.or_else(|| year(LAST_YEAR))) {
                Some((first, last)) => {
                    let is_whole = !partial && *precision == super::DatePrecision::Day;
                    Domain::Date { first, last, is_whole }
                }
                None => Domain::Anything,
            }
        }
        Kind::Entry { .. } | Kind::Note => Domain::Anything,
    };
    if kind.options().is_empty() { domain } else { Domain::OrDeclared(Box::new(domain), codes(kind.options())) }
}

fn numbers(kind: &Kind, is_row: bool) -> Domain {
    let Some((min, max)) = kind.number_bounds() else { return Domain::Anything };
    match kind {
        Kind::Numbers { items, .. } if !is_row => {
            Domain::Numbers { rows: u32::try_from(items.len()).unwrap_or(u32::MAX), min, max }
        }
        _ => Domain::Number { min, max, is_whole: kind.decimals() == 0 },
    }
}

impl Labels for Questionnaire {
    fn question(&self, name: &Name) -> Option<&str> {
        let id = name.question.as_str();
        if let Some((_, question)) = self.question(id) {
            let row = question.kind.items().iter().find(|row| Some(&row.code) == name.item.as_ref());
            return Some(row.map_or(&question.text, |row| &row.label).get(Language::Fr));
        }
        let computed = self.computed(&name.question).map(|computed| &computed.label);
        computed.or_else(|| self.hidden(id).map(|(_, hidden)| &hidden.label)).map(|label| label.get(Language::Fr))
    }

    fn code(&self, name: &Name, code: &str) -> Option<&str> {
        if let Some((_, question)) = self.question(name.question.as_str()) {
            let options = question.kind.options();
            let option = options.iter().find(|option| option.code.as_str() == code)?;
            return Some(option.label.get(Language::Fr));
        }
        let categories = self.categories(&name.question)?;
        categories.into_iter().find(|(known, _)| known.as_str() == code).map(|(_, label)| label.get(Language::Fr))
    }

    fn is_asked(&self, name: &Name) -> bool {
        self.question(name.question.as_str()).is_some()
    }

    fn takes_several(&self, name: &Name) -> bool {
        let question = self.question(name.question.as_str());
        question.is_some_and(|(_, question)| matches!(question.kind, Kind::Multiple { .. } | Kind::Ranking { .. }))
    }
}
