//! Jumps, exits with their page, orders, hidden variables, carried lists: in questionnaires made here.

use super::*;
use crate::domain::id::{EndId, OptionCode, QuestionId, SectionId, StudySlug};
use crate::domain::questionnaire::{
    AnswerOption, Carried, Carry, Category, DeclaredMissing, Display, EndKind, EndPage, Exit, ExitKind, Hidden,
    HiddenSource, Item, Kind, Mandatory, Question, Rotation, Section, SectionOrder, Skip, Text,
};

fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

fn name(text: &str) -> SectionId {
    SectionId::parse(text).unwrap()
}

fn expr(text: &str) -> Expr {
    Expr::parse(text).unwrap()
}

fn option(code: &str) -> AnswerOption {
    AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code))
}

fn options(codes: &[&str]) -> Vec<AnswerOption> {
    codes.iter().map(|code| option(code)).collect()
}

fn single(codes: &[&str]) -> Kind {
    Kind::Single { options: options(codes), display: Display::Radio, rotation: Rotation::None, poles: None }
}

fn multiple(codes: &[&str], ticks_min: u16) -> Kind {
    let missing = AnswerOption { missing: Some(DeclaredMissing::Nsp), exclusive: true, ..option("nsp") };
    let options = options(codes).into_iter().chain([missing]).collect();
    Kind::Multiple { options, ticks_min, ticks_max: 9, rotation: Rotation::None }
}

/// A section a letter, with one question of yes or no each.
fn pages(letters: &str) -> Questionnaire {
    let section = |letter: char| {
        let question = Question::plain(id(&letter.to_string()), Text::french("?"), single(&["oui", "non"]));
        Section::plain(name(&letter.to_lowercase().to_string()), Text::french("Page"), vec![question])
    };
    let sections = letters.chars().map(section).collect();
    Questionnaire::plain(StudySlug::parse("essai").unwrap(), Text::french("Essai"), sections)
}

fn said(q: &Questionnaire, answers: &[(&str, u16)]) -> Answers {
    let mut said = Answers::none(q);
    for (id, at) in answers {
        said.set(slot(q, id), Some(Answer::One(*at)));
    }
    said
}

fn jump(q: &mut Questionnaire, from: usize, when: &str, to: &str) {
    q.sections[from].questions[0].skips.push(Skip { when: expr(when), to: name(to) });
}

#[test]
fn a_jump_closes_the_sections_between() {
    let mut q = pages("ABCDE");
    jump(&mut q, 0, "A = 'oui'", "d");
    let answers = said(&q, &[("A", 0), ("B", 0), ("C", 0), ("D", 0)]);
    assert_eq!(path(&q, &answers), [0, 3, 4]);
    assert_eq!((after(&q, &answers, 0), before(&q, &answers, 3)), (Next::Section(3), Some(0)));
    assert_eq!(counted(&q, &answers), said(&q, &[("A", 0), ("D", 0)]));
    assert_eq!(path(&q, &said(&q, &[("A", 1)])), [0, 1, 2, 3, 4]);
    assert_eq!(path(&q, &Answers::none(&q)), [0, 1, 2, 3, 4]);
}

#[test]
fn the_first_jump_that_holds_is_taken_and_a_closed_section_lets_through() {
    let mut q = pages("ABCDE");
    jump(&mut q, 0, "A = 'non'", "b");
    jump(&mut q, 0, "A = 'oui'", "c");
    jump(&mut q, 0, "A = 'oui'", "e");
    q.sections[2].show_if = Some(expr("A = 'non'"));
    assert_eq!(path(&q, &said(&q, &[("A", 0)])), [0, 3, 4]);
}

#[test]
fn a_jump_of_a_closed_question_and_a_jump_backwards_do_nothing() {
    let mut q = pages("ABCD");
    jump(&mut q, 2, "A = 'oui'", "a");
    jump(&mut q, 1, "A = 'oui'", "d");
    q.sections[1].show_if = Some(expr("A = 'non'"));
    assert_eq!(path(&q, &said(&q, &[("A", 0), ("B", 0)])), [0, 2, 3]);
}

#[test]
fn an_exit_comes_before_a_jump_and_has_its_page() {
    let mut q = pages("ABC");
    jump(&mut q, 0, "A = 'oui'", "c");
    let page =
        |id: &str, on| EndPage {
            id: EndId::parse(id).unwrap(), on, title: Text::french(id), text: Text::french("…")
        };
    q.ends = vec![
        page("fini", EndKind::Completed),
        page("hors-champ", EndKind::ScreenedOut),
        page("trop-jeune", EndKind::ScreenedOut),
    ];
    let ends = |q: &Questionnaire, answers: &Answers| {
        let walk = Walk::of(q, answers);
        (walk.end(), walk.end_page(q).map(|page| page.id.to_string()))
    };
    let yes = said(&q, &[("A", 0)]);
    assert_eq!(ends(&q, &yes), (Next::Completed, Some("fini".into())));
    let exit = |page: Option<&str>| Exit {
        when: expr("A = 'oui'"),
        end: ExitKind::ScreenedOut,
        page: page.map(|page| EndId::parse(page).unwrap()),
    };
    q.sections[0].questions[0].exits = vec![exit(Some("trop-jeune"))];
    assert_eq!(ends(&q, &yes), (Next::ScreenedOut, Some("trop-jeune".into())));
    assert_eq!(path(&q, &yes), [0]);
    assert!(Walk::of(&q, &yes).exit(&q).is_some());
    q.sections[0].questions[0].exits = vec![exit(None)];
    assert_eq!(ends(&q, &yes), (Next::ScreenedOut, Some("hors-champ".into())));
    q.sections[0].questions[0].exits[0].end = ExitKind::Refused;
    assert_eq!(ends(&q, &yes), (Next::Refused, None));
}

#[test]
fn sections_are_walked_in_the_order_of_the_person() {
    let mut q = pages("ABCDE");
    q.orders = vec![SectionOrder { sections: ["b", "c", "d"].map(name).into(), rotation: Rotation::ReverseHalf }];
    jump(&mut q, 2, "C = 'oui'", "e");
    let answers = |seed| said(&q, &[("C", 0)]).with_seed(seed);
    let mut seen: Vec<_> = (0..40).map(|seed| path(&q, &answers(seed))).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen, [vec![0, 1, 2, 4], vec![0, 3, 2, 4]]);
    let reversed = (0..40).map(answers).find(|answers| path(&q, answers)[1] == 3).unwrap();
    let walk = Walk::of(&q, &reversed);
    assert_eq!((walk.before(2), walk.after(2), walk.before(4)), (Some(3), Next::Section(4), Some(2)));
    assert_eq!((walk.after(3), walk.progress(&q, 3), walk.progress(&q, 2)), (Next::Section(2), (1, 4), (2, 4)));
    assert_eq!(walk.reached(&q), Next::Section(0));
    let mut begun = reversed.clone();
    begun.set(0, Some(Answer::One(0)));
    let walk = Walk::of(&q, &begun);
    assert_eq!(walk.reached(&q), Next::Section(3));
    assert_eq!([0, 3, 2, 1].map(|section| walk.allows(&q, section)), [true, true, false, false]);
}

#[test]
fn hidden_variables_are_known_from_the_start_and_always_count() {
    let mut q = pages("AB");
    let category = |code: &str| Category { code: OptionCode::parse(code).unwrap(), label: Text::french(code) };
    q.hidden = vec![Hidden {
        id: id("BRAS"),
        label: Text::french("Bras"),
        categories: vec![category("x"), category("y")],
        source: HiddenSource::Arm { shares: vec![1, 1] },
    }];
    q.sections[0].show_if = Some(expr("BRAS = 'y'"));
    let mut answers = Answers::none(&q);
    answers.set(2, Some(Answer::One(0)));
    assert_eq!(path(&q, &answers), [1]);
    answers.set(2, Some(Answer::One(1)));
    assert_eq!(path(&q, &answers), [0, 1]);
    assert_eq!(counted(&q, &answers), answers);
}

#[test]
fn a_page_to_read_is_shown_and_lacks_nothing() {
    let mut q = pages("AB");
    let note = |name: &str| Question::plain(id(name), Text::french("…"), Kind::Note);
    q.sections.insert(0, Section::plain(name("lisez"), Text::french("Lisez"), vec![note("LISEZ")]));
    q.sections.push(Section::plain(name("merci"), Text::french("Merci"), vec![note("MERCI")]));
    let walk = Walk::of(&q, &Answers::none(&q));
    assert_eq!((walk.resumes(&q), walk.reached(&q)), (Next::Section(0), Next::Section(1)));
    assert!(walk.allows(&q, 0) && walk.allows(&q, 1) && !walk.allows(&q, 2));
    let all = said(&q, &[("A", 0), ("B", 0)]);
    assert_eq!((path(&q, &all), reached(&q, &all)), (vec![0, 1, 2, 3], Next::Completed));
    assert_eq!(Walk::of(&q, &said(&q, &[("A", 0)])).resumes(&q), Next::Section(2));
}

/// Services seen; then, of those, the best.
fn carried(which: Carried, kind: Kind) -> Questionnaire {
    let mut q = pages("ABC");
    q.sections[0].questions[0].kind = multiple(&["train", "bus", "tram"], 1);
    q.sections[1].questions[0].kind = kind;
    q.sections[1].questions[0].carry = Some(Carry { from: id("A"), which });
    q
}

#[test]
fn nothing_carried_leaves_nothing_to_ask() {
    let q = carried(Carried::Chosen, multiple(&["train", "bus", "tram"], 2));
    let path = |ticked: &[u16]| {
        let mut answers = Answers::none(&q);
        answers.set(0, Some(Answer::Many(ticked.to_vec())));
        path(&q, &answers)
    };
    assert_eq!(path(&[0, 1]), [0, 1, 2]);
    assert_eq!(path(&[3]), [0, 2]);
    let mut none = said(&q, &[]);
    assert_eq!(progress(&q, &none, 0), (0, 3));
    none.set(0, Some(Answer::Many(vec![3])));
    assert_eq!(progress(&q, &none, 0), (0, 2));
    assert_eq!(path(&[]), [0, 2]);
    let others = carried(Carried::NotChosen, multiple(&["train", "bus", "tram"], 1));
    let mut answers = Answers::none(&others);
    answers.set(0, Some(Answer::Many(vec![0, 1, 2])));
    assert_eq!(super::path(&others, &answers), [0, 2]);
}

#[test]
fn what_is_closed_since_does_not_count_and_is_kept() {
    let q = carried(Carried::Chosen, multiple(&["train", "bus", "tram"], 2));
    let mut answers = said(&q, &[("C", 0)]);
    answers.set(0, Some(Answer::Many(vec![0, 1, 2])));
    answers.set(1, Some(Answer::Many(vec![0, 2])));
    assert_eq!((counted(&q, &answers), reached(&q, &answers)), (answers.clone(), Next::Completed));
    answers.set(0, Some(Answer::Many(vec![0, 1])));
    let walk = Walk::of(&q, &answers);
    assert_eq!(walk.counted().get(1), Some(&Answer::Many(vec![0])));
    assert_eq!(walk.reached(&q), Next::Section(1));
    assert_eq!(answers.get(1), Some(&Answer::Many(vec![0, 2])));
    // Two are wanted: of one there is, one is enough.
    answers.set(0, Some(Answer::Many(vec![0])));
    assert_eq!(reached(&q, &answers), Next::Completed);
}

#[test]
fn rows_are_carried_where_there_are_rows() {
    let items = ["train", "bus", "tram", "velo"].map(|code| Item::plain(option(code).code, Text::french(code))).into();
    let grid = Kind::Grid { items, options: options(&["bien", "mal"]), rotation: Rotation::None, poles: None };
    let q = carried(Carried::Chosen, grid);
    let mut answers = said(&q, &[("C", 0)]);
    answers.set(0, Some(Answer::Many(vec![1])));
    let shown = |answers: &Answers| crate::domain::order::items_shown(&q, answers, 1);
    assert_eq!(shown(&answers), [1, 3]);
    answers.set(1, Some(Answer::Rows(vec![None, Some(0), None, None])));
    assert_eq!(reached(&q, &answers), Next::Section(1));
    answers.set(1, Some(Answer::Rows(vec![None, Some(0), None, Some(1)])));
    assert_eq!(reached(&q, &answers), Next::Completed);
    assert_eq!(crate::domain::order::options_shown(&q, &answers, 1), [0, 1]);
}

#[test]
fn what_is_not_decided_yet_counts_as_to_come() {
    let mut q = pages("ABCDE");
    q.sections[2].show_if = Some(expr("A = 'oui'"));
    q.sections[3].questions[0].show_if = Some(expr("B = 'oui'"));
    q.sections[1].questions[0].mandatory = Mandatory::Off;
    let at = |answers: &[(&str, u16)], section| progress(&q, &said(&q, answers), section);
    assert_eq!(at(&[], 0), (0, 5));
    assert_eq!(at(&[("A", 1)], 1), (1, 4));
    assert_eq!(at(&[("A", 0)], 1), (1, 5));
    assert_eq!(at(&[("A", 1), ("B", 0)], 3), (2, 4));
    // Passed without an answer: the page that hangs on it does not come.
    assert_eq!(at(&[("A", 1)], 4), (2, 3));
}

proptest! {
    /// Somebody who answers page after page never sees the end move away.
    #[test]
    fn the_end_never_moves_away(answers in any_answers()) {
        let q = covid();
        let mut given = Answers::none(&q);
        let mut last = 0.0;
        let mut next = Next::Section(first(&q));
        while let Next::Section(section) = next {
            let walk = Walk::of(&q, &given);
            let (done, all) = walk.progress(&q, section);
            let share = f64::from(u32::try_from(done).unwrap()) / f64::from(u32::try_from(all).unwrap());
            prop_assert!(done < all && share >= last, "{done}/{all} after {last}");
            last = share;
            for slot in walk.shown(section) {
                given.copy_slot(&answers, *slot);
            }
            next = after(&q, &given, section);
            let (_, all) = Walk::of(&q, &given).progress(&q, section);
            prop_assert_eq!(matches!(next, Next::Section(_)), done + 1 < all);
        }
    }
}
