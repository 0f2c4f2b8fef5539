//! Answers to one version said in another: by id of question and row, by code of option and category. What the other version
//! has no place for is left out; a version taken up in the field always has one.

use super::{Answer, Answers};
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

impl Answers {
    /// The same answers, by the slots and positions of another version. The seed stays: it is the person's.
    pub fn translated(&self, from: &Questionnaire, to: &Questionnaire) -> Self {
        let mut answers = Self::none(to).with_seed(self.seed);
        for (slot, question) in to.questions() {
            let Some((earlier_slot, earlier)) = from.question(question.id.as_str()) else { continue };
            let Some(answer) = self.get(earlier_slot) else { continue };
            answers.set(slot, Crossing { earlier, question }.answer(answer, from, to));
            if self.has_texts() {
                self.carry_texts((earlier_slot, earlier), (slot, question), &mut answers);
            }
        }
        for hidden in &to.hidden {
            let found = (from.hidden(hidden.id.as_str()), to.hidden(hidden.id.as_str()));
            let (Some((earlier_slot, earlier)), Some((slot, _))) = found else { continue };
            let Some(Answer::One(position)) = self.get(earlier_slot) else { continue };
            let code = earlier.categories.get(usize::from(*position)).map(|category| &category.code);
            let position = code.and_then(|code| hidden.categories.iter().position(|category| &category.code == code));
            answers.set(slot, position.and_then(|position| u16::try_from(position).ok()).map(Answer::One));
        }
        answers
    }

    fn carry_texts(
        &self,
        (earlier_slot, earlier): (usize, &Question),
        (slot, question): (usize, &Question),
        answers: &mut Self,
    ) {
        for (position, option) in earlier.kind.options().iter().enumerate() {
            let Some(text) = self.text(earlier_slot, position) else { continue };
            if let Some(there) = question.kind.options().iter().position(|other| other.code == option.code) {
                answers.set_text(slot, there, Some(text.to_owned()));
            }
        }
    }
}

/// One question in the two versions.
struct Crossing<'q> {
    earlier: &'q Question,
    question: &'q Question,
}

impl Crossing<'_> {
    fn answer(&self, answer: &Answer, from: &Questionnaire, to: &Questionnaire) -> Option<Answer> {
        let (earlier, kind) = (&self.earlier.kind, &self.question.kind);
        if std::mem::discriminant(earlier) != std::mem::discriminant(kind) {
            return None;
        }
        Some(match answer {
            Answer::One(position) => Answer::One(self.option(*position)?),
            Answer::Many(ticks) => Answer::Many(ticks.iter().filter_map(|tick| self.option(*tick)).collect()),
            Answer::Ranked(ranks) => Answer::Ranked(ranks.iter().filter_map(|rank| self.option(*rank)).collect()),
            Answer::Rows(rows) => {
                Answer::Rows(self.rows(rows).map(|row| row.and_then(|position| self.option(position))).collect())
            }
            Answer::Numbers(rows) => Answer::Numbers(self.rows(rows).collect()),
            Answer::Entry(_) if !same_nomenclature(earlier, from, kind, to) => return None,
            same @ (Answer::Number(_) | Answer::Text(_) | Answer::Date(_) | Answer::Entry(_)) => same.clone(),
        })
    }

    fn option(&self, position: u16) -> Option<u16> {
        let code = &self.earlier.kind.options().get(usize::from(position))?.code;
        let there = self.question.kind.options().iter().position(|option| &option.code == code)?;
        u16::try_from(there).ok()
    }

    /// What stood in each row, in the order of the other version.
    fn rows<T: Copy>(&self, rows: &[Option<T>]) -> impl Iterator<Item = Option<T>> {
        let earlier = self.earlier.kind.items();
        let row_of = move |code: &OptionCode| earlier.iter().position(|item| &item.code == code);
        self.question.kind.items().iter().map(move |item| rows.get(row_of(&item.code)?).copied().flatten())
    }
}

/// An entry is a position in its list: another content, another entry.
fn same_nomenclature(earlier: &Kind, from: &Questionnaire, kind: &Kind, to: &Questionnaire) -> bool {
    match (earlier, kind) {
        (Kind::Entry { nomenclature: a, .. }, Kind::Entry { nomenclature: b, .. }) => {
            a == b && from.nomenclatures.get(a) == to.nomenclatures.get(b)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::id::QuestionId;
    use crate::domain::questionnaire::tests::small_with;
    use crate::domain::questionnaire::{AnswerOption, Beside, Display, Item, Rotation, Section, Text};

    fn option(code: &str) -> AnswerOption {
        let beside = (code == "autre").then_some(Beside::Text { chars_max: 20 });
        AnswerOption { beside, ..AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code)) }
    }

    fn question(id: &str, kind: Kind) -> Question {
        Question::plain(QuestionId::parse(id).unwrap(), Text::french(id), kind)
    }

    fn single(options: Vec<AnswerOption>) -> Kind {
        Kind::Single { options, display: Display::Radio, rotation: Rotation::None, poles: None }
    }

    fn with(questions: Vec<Question>) -> Questionnaire {
        let small = small_with(&[]);
        let section = Section::plain(small.sections[0].id.clone(), Text::french("Une"), questions);
        Questionnaire::plain(small.study, Text::french("Essai"), vec![section])
    }

    fn item(code: &str) -> Item {
        Item::plain(OptionCode::parse(code).unwrap(), Text::french(code))
    }

    /// Every kind whose answer is a position, its options and rows in that order.
    fn version(codes: &[&str], rows: &[&str], reversed: bool) -> Questionnaire {
        let options = || codes.iter().copied().map(option).collect::<Vec<_>>();
        let items = rows.iter().copied().map(item).collect::<Vec<_>>();
        let many = Kind::Multiple { options: options(), ticks_min: 0, ticks_max: 5, rotation: Rotation::None };
        let ranking = Kind::Ranking { options: options(), ranks_min: 1, ranks_max: 5, rotation: Rotation::None };
        let grid = Kind::Grid { items: items.clone(), options: options(), rotation: Rotation::None, poles: None };
        let numbers =
            Kind::Numbers { items, min: 0, max: 9, unit: None, decimals: 0, total: None, options: Vec::new() };
        let mut questions = vec![
            question("UN", single(options())),
            question("PLUSIEURS", many),
            question("RANGS", ranking),
            question("TABLEAU", grid),
            question("NOMBRES", numbers),
        ];
        if reversed {
            questions.reverse();
        }
        with(questions)
    }

    const CODES: [&str; 5] = ["a", "b", "c", "autre", "nsp"];
    const ROWS: [&str; 3] = ["r", "s", "t"];

    fn any_answers() -> impl Strategy<Value = Answers> {
        let position = 0_u16..5;
        let ranked = Just((0_u16..5).collect::<Vec<_>>()).prop_shuffle().prop_flat_map(|all| {
            (0..=all.len()).prop_map(move |count| all.iter().copied().take(count).collect::<Vec<_>>())
        });
        let row = prop::option::of(position.clone());
        let given = (
            prop::option::of(position.clone()),
            prop::collection::vec(position, 0..5),
            ranked,
            prop::collection::vec(row, 3),
            prop::collection::vec(prop::option::of(0_i64..9), 3),
            prop::option::of("[a-z]{1,20}"),
        );
        given.prop_map(|(one, many, ranked, rows, numbers, text)| {
            let mut answers = Answers::none(&version(&CODES, &ROWS, false)).with_seed(7);
            answers.set(0, one.map(Answer::One));
            answers.set(1, Some(Answer::Many(many)));
            answers.set(2, Some(Answer::Ranked(ranked)));
            answers.set(3, Some(Answer::Rows(rows)));
            answers.set(4, Some(Answer::Numbers(numbers)));
            answers.set_text(0, 3, text);
            answers
        })
    }

    proptest! {
        #[test]
        fn there_and_back_nothing_is_lost(answers in any_answers(), codes in Just(CODES).prop_shuffle()) {
            let here = version(&CODES, &ROWS, false);
            let mut longer = vec!["nouveau"];
            longer.extend(codes);
            let there = version(&longer, &["t", "u", "r", "s"], true);
            let translated = answers.translated(&here, &there);
            prop_assert_eq!(translated.seed(), 7);
            prop_assert_eq!(&Answers::unpack(&there, &translated.pack()).unwrap().with_seed(7), &translated);
            prop_assert_eq!(translated.translated(&there, &here), answers);
        }

        #[test]
        fn to_the_same_version_nothing_changes(answers in any_answers()) {
            let here = version(&CODES, &ROWS, false);
            prop_assert_eq!(answers.translated(&here, &here), answers);
        }
    }

    #[test]
    fn what_the_other_version_has_no_place_for_is_left_out() {
        let here = version(&CODES, &ROWS, false);
        let mut answers = Answers::none(&here);
        answers.set(0, Some(Answer::One(2)));
        answers.set(1, Some(Answer::Many(vec![0, 2])));
        answers.set(3, Some(Answer::Rows(vec![Some(0), None, None])));
        let narrower = version(&["a", "b"], &["s"], false);
        let translated = answers.translated(&here, &narrower);
        assert_eq!(translated.get(0), None);
        assert_eq!(translated.get(1), Some(&Answer::Many(vec![0])));
        assert_eq!(translated.get(3), None);
        let another = with(vec![question("UN", Kind::Note)]);
        assert!(answers.translated(&here, &another).is_empty());
    }

    #[test]
    fn hidden_categories_follow_their_code() {
        use crate::domain::hidden::tests::hidden;
        use crate::domain::questionnaire::HiddenSource;
        let bras = |codes: &[&str]| hidden("BRAS", codes, HiddenSource::Arm { shares: vec![1, 1] });
        let (mut here, mut there) = (version(&CODES, &ROWS, false), version(&CODES, &ROWS, true));
        here.hidden = vec![bras(&["court", "long"])];
        there.hidden = vec![bras(&["long", "court"])];
        let mut answers = Answers::none(&here);
        answers.set(5, Some(Answer::One(1)));
        assert_eq!(answers.translated(&here, &there).get(5), Some(&Answer::One(0)));
    }
}
