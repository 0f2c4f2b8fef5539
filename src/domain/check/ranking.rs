//! Reading ranks: the best first, none twice, none left out between two.

use super::field::{Asked, Given, Reader, Told};
use super::form::rank_field;
use super::message;
use crate::domain::answer::Answer;
use crate::domain::route::fewest;

impl<'a> Reader<'a> {
    pub(super) fn ranks(&self, asked: Asked<'a>, ranks_max: u16) -> Given {
        let mut ranked: Vec<u16> = Vec::new();
        let mut empty = None;
        for rank in 1..=usize::from(ranks_max) {
            let field = rank_field(asked.id(), rank);
            let Some(code) = self.value(&field)? else {
                empty = empty.or(Some(rank));
                continue;
            };
            if let Some(empty) = empty {
                let field = rank_field(asked.id(), empty);
                return Err(Told { field, message: message::rank_left_out(self.language, empty) });
            }
            let chosen = asked.option(code).filter(|(_, option)| option.missing.is_none());
            let Some((at, option)) = chosen else {
                return Err(Told { field, message: message::unknown_code(self.language) });
            };
            if let Some(first) = ranked.iter().position(|other| *other == at) {
                let label = option.label.get(self.language);
                return Err(Told { field, message: message::ranked_twice(self.language, label, first + 1) });
            }
            ranked.push(at);
        }
        let fewest = fewest(asked.question, asked.open);
        if ranked.is_empty() {
            Ok(None)
        } else if ranked.len() < fewest {
            let field = rank_field(asked.id(), ranked.len() + 1);
            Err(Told { field, message: message::rank_at_least(self.language, fewest) })
        } else {
            Ok(Some(Answer::Ranked(ranked)))
        }
    }
}
