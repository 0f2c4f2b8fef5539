//! What the shipped files allow to be drawn: audiences side by side, lines joined, lines broken, and the mistakes refused.

use super::{Line, LineValue, Published};
use crate::domain::compare::{Verdict, WhyNot};

const RESULTS: (&str, &str) = ("published/results.csv", include_str!("../../../questionnaires/published/results.csv"));
const SCORES: (&str, &str) = ("published/scores.csv", include_str!("../../../questionnaires/published/scores.csv"));
const LABELS: (&str, &str) = ("published/labels.csv", include_str!("../../../questionnaires/published/labels.csv"));

fn published() -> Published {
    Published::read(RESULTS, SCORES, LABELS).unwrap_or_else(|faults| panic!("{faults}"))
}

fn percent(line: &Line) -> u32 {
    match line.value {
        LineValue::Percent(percent) => percent,
        other => panic!("{other:?}"),
    }
}

/// Of each line of this question: its values, and its joints after the first.
fn lines(published: &Published, question: &str) -> Vec<(Vec<LineValue>, Vec<Verdict>)> {
    let series = published.series();
    let of = series.iter().filter(|one| one.points[0].line.printed.question.as_str() == question);
    of.map(|one| {
        (
            one.points.iter().map(|point| point.line.value).collect(),
            one.points.iter().filter_map(|point| point.joint).collect(),
        )
    })
    .collect()
}

#[test]
fn the_six_audiences_stand_side_by_side_each_with_its_wave_and_its_context() {
    let published = published();
    let across = published.across();
    let six = &across[0].lines;
    let told: Vec<_> = six.iter().map(|line| (percent(line), line.printed.wave.as_str())).collect();
    let waves = ["2020-05", "2020-06", "2020-11", "2021-09", "2021-09", "2021-09"];
    assert_eq!(told, [81, 84, 92, 83, 97, 98].into_iter().zip(waves).collect::<Vec<_>>());
    let context = |line: &Line| published.labels.variant("JC_UTILITE", &line.printed.slug()).map(str::to_owned);
    let contexts: Vec<_> = six.iter().map(|line| context(line).unwrap()).collect();
    assert!(contexts[..3].iter().all(|words| words.contains("Covid-19")), "{contexts:?}");
    assert!(contexts[3..].iter().all(|words| words.contains("fragilités")), "{contexts:?}");
    let innov: Vec<u32> = across
        .iter()
        .flat_map(|one| &one.lines)
        .filter(|line| line.printed.question.as_str() == "PART_INNOV")
        .map(percent)
        .collect();
    assert_eq!(innov, [69, 81, 86, 87, 74]);
    assert!(across.iter().flat_map(|one| &one.lines).all(|line| line.printed.subpopulation.is_none()));
}

#[test]
fn a_change_of_universe_breaks_the_line_of_the_firms() {
    let (values, joints) = &lines(&published(), "JC_UTILITE")[0];
    assert_eq!(values, &[LineValue::Percent(84), LineValue::Percent(83)]);
    assert_eq!(joints, &[Verdict::Forbidden(WhyNot::OtherUniverse)]);
}

#[test]
fn one_question_put_to_one_audience_is_joined_and_never_tested_without_bases() {
    let joined = Verdict::Trend { may_be_tested: false };
    let published = published();
    for (question, values) in [("PART_INNOV", [69, 74]), ("PART_URGENCE", [86, 84])] {
        let found = lines(&published, question);
        assert_eq!(found, [(values.map(LineValue::Percent).to_vec(), vec![joined])], "{question}");
    }
    let frag = lines(&published, "FRAG");
    assert_eq!(frag.iter().filter(|(_, joints)| joints == &[joined]).count(), 4);
}

#[test]
fn sources_that_disagree_are_both_points_and_join_nothing() {
    let published = published();
    let series = published.series();
    let is_it = |line: &Line| line.printed.item.as_ref().is_some_and(|item| item.as_str() == "securite");
    let found = series.iter().find(|one| is_it(&one.points[0].line) && one.points.len() == 3).unwrap();
    assert_eq!(found.points.iter().filter(|point| point.line.is_in_conflict()).count(), 2);
    assert_eq!(found.points[2].joint, Some(Verdict::Forbidden(WhyNot::Conflict)));
}

#[test]
fn every_figure_has_a_key_that_leads_back_to_it() {
    let published = published();
    for line in published.lines() {
        let found = published.line(&line.key()).unwrap();
        assert!(found.printed == line.printed || found.is_in_conflict(), "{}", line.key());
    }
    assert_eq!(
        published.line("urgence-covid-citoyens-2020-05/JC_UTILITE/st_utile").map(|line| percent(&line)),
        Some(81)
    );
    assert_eq!(published.line("urgence-covid-citoyens-2019-10/JC_UTILITE/st_utile"), None, "no 81 % is of 2019");
}
