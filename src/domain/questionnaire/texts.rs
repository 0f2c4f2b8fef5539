//! Every text of a questionnaire that a person may read: to find what stands between braces, to fill it, to keep the
//! languages in use.

use super::{Category, Kind, Question, Questionnaire, Text};

impl Questionnaire {
    /// Every text a person may read.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let sections = self.sections.iter().flat_map(|section| {
            let checks = section.checks.iter().map(|check| &check.text);
            [Some(&section.title), section.intro.as_ref()].into_iter().flatten().chain(checks)
        });
        let computed = self.computed.iter().flat_map(|computed| labels(&computed.label, &computed.categories));
        let hidden = self.hidden.iter().flat_map(|hidden| labels(&hidden.label, &hidden.categories));
        let ends = self.ends.iter().flat_map(|end| [&end.title, &end.text]);
        let questions = self.questions().flat_map(|(_, question)| question.texts());
        [&self.title, &self.notice]
            .into_iter()
            .chain(sections)
            .chain(questions)
            .chain(computed)
            .chain(hidden)
            .chain(ends)
    }
}

fn labels<'a>(label: &'a Text, categories: &'a [Category]) -> impl Iterator<Item = &'a Text> {
    std::iter::once(label).chain(categories.iter().map(|category| &category.label))
}

impl Question {
    /// Every text of the question.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let kind = &self.kind;
        let options = kind.options().iter().flat_map(|option| [Some(&option.label), option.help.as_ref()]);
        let items = kind.items().iter().map(|item| Some(&item.label));
        let nets = self.nets.iter().map(|net| Some(&net.label));
        let (unit, poles) = match kind {
            Kind::Number { unit, .. } | Kind::Numbers { unit, .. } => (unit.as_ref(), None),
            Kind::Single { poles, .. } | Kind::Grid { poles, .. } => (None, poles.as_ref()),
            _ => (None, None),
        };
        let around = [Some(&self.text), self.help.as_ref(), unit];
        let poles = poles.into_iter().flat_map(|poles| [Some(&poles.low), Some(&poles.high)]);
        around.into_iter().chain(options).chain(items).chain(nets).chain(poles).flatten()
    }

    /// The same, to change them.
    pub(super) fn texts_mut(&mut self) -> Vec<&mut Text> {
        let mut texts = vec![&mut self.text];
        texts.extend(&mut self.help);
        texts.extend(self.nets.iter_mut().map(|net| &mut net.label));
        let (options, items, unit, poles) = self.kind.parts_mut();
        for option in options {
            texts.push(&mut option.label);
            texts.extend(&mut option.help);
        }
        texts.extend(items.iter_mut().map(|item| &mut item.label));
        texts.extend(unit);
        texts.extend(poles.into_iter().flat_map(|poles| [&mut poles.low, &mut poles.high]));
        texts
    }
}
