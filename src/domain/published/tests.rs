//! The facts a reader can check in the published files, and what is wrong in a file, told by line.

use super::{Comparability, LineValue, Metric, Pair, Published, PublishedFigure, PublishedScore, figures};
use crate::domain::compare::Verdict;

const RESULTS: (&str, &str) = ("published/results.csv", include_str!("../../../questionnaires/published/results.csv"));
const SCORES: (&str, &str) = ("published/scores.csv", include_str!("../../../questionnaires/published/scores.csv"));
const LABELS: (&str, &str) = ("published/labels.csv", include_str!("../../../questionnaires/published/labels.csv"));

fn published() -> Published {
    Published::read(RESULTS, SCORES, LABELS).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The percentages of a question of a wave, of the whole universe, by code; a row of a grid is `item`.
fn percents(study: &str, wave: &str, question: &str) -> Vec<(String, u32)> {
    figures(RESULTS.1, study, wave, question).unwrap().iter().map(|one| (one.code().to_owned(), one.percent)).collect()
}

fn percent(figures: &[(String, u32)], code: &str) -> u32 {
    let mut found = figures.iter().filter(|(known, _)| known == code);
    let value = found.next().unwrap().1;
    assert!(found.next().is_none(), "{code} is there twice");
    value
}

fn with_results(from: &str, to: &str) -> String {
    assert!(RESULTS.1.contains(from), "{from:?} is no longer there");
    let text = RESULTS.1.replacen(from, to, 1);
    Published::read((RESULTS.0, &text), SCORES, LABELS).unwrap_err().to_string()
}

fn with_scores(from: &str, to: &str) -> String {
    assert!(SCORES.1.contains(from), "{from:?} is no longer there");
    let text = SCORES.1.replacen(from, to, 1);
    Published::read(RESULTS, (SCORES.0, &text), LABELS).unwrap_err().to_string()
}

/// First and second number of the pairs of a question of this verdict.
fn pairs(question: &str, is_wanted: impl Fn(Verdict) -> bool) -> Vec<(LineValue, LineValue)> {
    let published = published();
    let of = |pair: &Pair| pair.first.printed.question.as_str() == question && is_wanted(pair.verdict);
    published.pairs().iter().filter(|pair| of(pair)).map(|pair| (pair.first.value, pair.second.value)).collect()
}

#[test]
fn what_may_be_drawn_is_drawn_and_the_curves_that_would_lie_are_not() {
    let percents = |first, second| (LineValue::Percent(first), LineValue::Percent(second));
    let is_trend = |verdict| matches!(verdict, Verdict::Trend { .. });
    assert_eq!(pairs("PART_INNOV", is_trend), [percents(69, 74)]);
    assert_eq!(pairs("PART_URGENCE", is_trend), [percents(86, 84)]);
    assert_eq!(pairs("JC_UTILITE", is_trend), [], "84 to 83 is of two universes");
    assert!(pairs("PART_INNOV", |verdict| verdict == Verdict::SideBySide).contains(&percents(81, 86)));
    let published = published();
    let all = published.pairs();
    assert!(all.iter().all(|pair| pair.first.printed.question == pair.second.printed.question));
    assert!(
        !all.iter().any(|pair| is_trend(pair.verdict) && pair.first.printed.audience != pair.second.printed.audience)
    );
    assert!(!all.iter().any(|pair| is_trend(pair.verdict) && pair.second.is_in_conflict()));
    let may_be_tested = |pair: &Pair| pair.verdict == Verdict::Trend { may_be_tested: true };
    assert!(!all.iter().any(may_be_tested), "no two bases of one line were published");
    assert_eq!(pairs("PART_MODE", |_| true), [], "of single points, and of sources that disagree");
    let securite = |pair: &&Pair| pair.first.printed.item.as_ref().is_some_and(|item| item.as_str() == "securite");
    assert!(!all.iter().filter(securite).any(|pair| is_trend(pair.verdict)), "its sources disagree");
}

#[test]
fn a_context_that_changed_breaks_the_pair_as_it_breaks_the_line() {
    let contexts =
        "variant,PART_INNOV,phare-citoyens-2015-09,Avant\nvariant,PART_INNOV,impact-citoyens-2019-10,Après\n";
    let labels = [LABELS.1, contexts].concat();
    let published = Published::read(RESULTS, SCORES, (LABELS.0, &labels)).unwrap();
    let is_trend = |pair: &&Pair| matches!(pair.verdict, Verdict::Trend { .. });
    let pairs = published.pairs();
    let joined: Vec<&str> = pairs.iter().filter(is_trend).map(|pair| pair.first.printed.question.as_str()).collect();
    assert!(joined.contains(&"PART_URGENCE") && !joined.contains(&"PART_INNOV"), "{joined:?}");
}

#[test]
fn fact_1_the_answers_of_may_2020_add_up_to_the_whole() {
    let figures = percents("urgence-covid-citoyens", "2020-05", "JC_UTILITE");
    let outside = ["secondaire", "inutile", "contre_productif", "nsp"].map(|code| percent(&figures, code));
    assert_eq!((percent(&figures, "st_utile"), outside), (81, [9, 4, 3, 3]));
    assert_eq!(81 + outside.iter().sum::<u32>(), 100);
    assert_eq!(percent(&figures, "incontournable"), 29);
}

#[test]
fn fact_2_the_answers_of_june_2020_add_up_to_the_whole_with_a_published_zero() {
    let figures = percents("impact-entreprises", "2020-06", "JC_UTILITE");
    let outside = ["secondaire", "inutile", "contre_productif"].map(|code| percent(&figures, code));
    assert_eq!((percent(&figures, "st_utile"), outside), (84, [11, 5, 0]));
    assert_eq!(84 + outside.iter().sum::<u32>(), 100);
    assert!(percent(&figures, "incontournable") <= 84);
    assert!(!figures.iter().any(|(code, _)| code == "nsp"), "no NSP was published");
}

#[test]
fn fact_3_the_mayors_of_2024_are_in_movement_by_their_two_parts() {
    let whole: Vec<_> = figures(RESULTS.1, "impacts-trajectoires-elus-locaux", "2024-11", "INNOV_TERRITOIRE")
        .unwrap()
        .into_iter()
        .filter(|figure| figure.printed.subpopulation.is_none())
        .map(|figure| (figure.code().to_owned(), figure.percent))
        .collect();
    assert_eq!(percent(&whole, "fortement") + percent(&whole, "ni_plus_ni_moins"), percent(&whole, "st_en_mouvement"));
    assert_eq!(percent(&whole, "st_en_mouvement"), 91);
}

#[test]
fn fact_4_the_positions_of_companies_in_2011_add_up_to_the_whole() {
    let figures = percents("arpea-entreprises-territoires", "2011-01", "PART_POSITION");
    assert_eq!(figures.iter().map(|(_, percent)| percent).sum::<u32>(), 100);
    assert_eq!(figures.len(), 3);
}

#[test]
fn fact_5_a_multiple_question_may_go_beyond_the_whole() {
    let sum = |question| percents("phare-entreprises", "2015-10", question).iter().map(|(_, one)| one).sum::<u32>();
    assert_eq!((sum("PART_MODE"), sum("PART_ECHELLE")), (116, 165));
}

#[test]
fn fact_6_ninety_eight_of_42_foundations_is_41_of_them_and_no_other_number() {
    let figures = figures(RESULTS.1, "impact-fondations-territoires", "2021-09", "JC_UTILITE").unwrap();
    let figure = figures.first().unwrap();
    let base = figure.printed.base_n.unwrap();
    assert_eq!((base, figure.percent), (42, 98));
    let tenths = |count: u32| (count * 2000 / base).div_ceil(2);
    assert_eq!((tenths(41), tenths(40)), (976, 952));
    let counts: Vec<u32> = (0..=base).filter(|count| (tenths(*count) + 5) / 10 == figure.percent).collect();
    assert_eq!(counts, [41]);
}

#[test]
fn fact_7_a_net_published_without_its_parts_is_shown_and_gets_no_invented_part() {
    let published = published();
    let lines: Vec<_> = published
        .by_study()
        .into_iter()
        .flat_map(|study| study.waves)
        .flat_map(|wave| wave.questions)
        .filter(|question| question.printed.question.as_str() == "JC_UTILITE" && question.lines.len() == 1)
        .map(|question| question.lines.first().unwrap().value)
        .collect();
    assert_eq!(lines, [83, 97, 98, 92].map(LineValue::Percent));
}

#[test]
fn what_a_published_net_leaves_beside_its_published_part_is_computed_and_marked() {
    let published = published();
    let derived: Vec<_> = published
        .by_study()
        .iter()
        .flat_map(|study| &study.waves)
        .flat_map(|wave| &wave.questions)
        .flat_map(|question| &question.lines)
        .filter_map(|line| match line.value {
            LineValue::DerivedPercent(percent) => {
                Some((line.printed.study.to_string(), line.code.unwrap().to_owned(), percent))
            }
            _ => None,
        })
        .collect();
    let of = |study: &str, percent| (study.to_owned(), "utile".to_owned(), percent);
    assert_eq!(derived, [of("impact-entreprises", 48), of("urgence-covid-citoyens", 52)]);
}

#[test]
fn every_line_of_both_files_is_shown_once_and_none_is_joined_to_another() {
    let published = published();
    assert_eq!((published.figures.len(), published.scores.len()), (82, 17));
    let studies = published.by_study();
    let questions = || studies.iter().flat_map(|study| &study.waves).flat_map(|wave| &wave.questions);
    let mut shown: Vec<(bool, usize)> = questions()
        .flat_map(|question| &question.lines)
        .filter(|line| !matches!(line.value, LineValue::DerivedPercent(_)))
        .map(|line| (line.code.is_some(), line.printed.line))
        .collect();
    shown.sort_unstable();
    let means = (2..=18).map(|line| (false, line));
    assert_eq!(shown, means.chain((2..=83).map(|line| (true, line))).collect::<Vec<_>>());
    for question in questions() {
        assert!(question.lines.iter().all(|line| line.printed.same_question(question.printed)));
    }
}

#[test]
fn sources_that_disagree_are_both_kept() {
    let published = published();
    let regional: Vec<u32> = published
        .figures
        .iter()
        .filter(|figure| figure.printed.question.as_str() == "PART_ECHELLE" && figure.code() == "regional")
        .filter(|figure| figure.printed.comparability == Comparability::Conflict)
        .map(|figure| figure.percent)
        .collect();
    assert_eq!(regional, [47, 43]);
    let security: Vec<u32> = published
        .scores
        .iter()
        .filter(|score| score.printed.comparability == Comparability::Conflict)
        .map(|score| score.tenths)
        .collect();
    assert_eq!(security, [66, 70]);
}

#[test]
fn a_mean_is_kept_to_its_tenth() {
    let published = published();
    let of = |question: &str, wave: &str| -> Vec<(Metric, u32)> {
        let is_it = |score: &&PublishedScore| score.printed.question.as_str() == question && score.printed.wave == wave;
        published.scores.iter().filter(is_it).map(|score| (score.metric, score.tenths)).collect()
    };
    assert_eq!(of("PART_NOMBRE", "2015-11"), [(Metric::MeanCount, 45)]);
    assert_eq!(of("PART_NOMBRE", "2021-09"), [(Metric::MeanCount, 220)]);
    assert_eq!(of("FRAG", "2015-09").first(), Some(&(Metric::MeanOfTen, 71)));
}

#[test]
fn a_row_of_a_grid_is_told_apart_from_its_question() {
    let published = published();
    let rows = |figure: &&PublishedFigure| figure.printed.question.as_str() == "PART_EFFET";
    let items: Vec<_> = published
        .figures
        .iter()
        .filter(rows)
        .filter_map(|figure| figure.printed.item.as_ref())
        .map(|i| i.as_str())
        .collect();
    assert_eq!(items, ["emploi", "dev_economique", "environnement", "pauvrete_exclusion", "education"]);
}

#[test]
fn each_wrong_line_is_told_with_its_number_and_what_would_be_right() {
    let told = with_results("JC_UTILITE,,st_utile,81,", "JC_UTILITE,,st_utile,181,");
    assert!(
        told.starts_with("published/results.csv:2:1 · percent : « 181 » n'est pas un pourcentage entier"),
        "{told}"
    );
    let told = with_results("JC_UTILITE,incontournable,,29,", "JC_UTILITE,incontournable,st_utile,29,");
    assert!(told.contains("results.csv:3:1 · option : une modalité et un sous-total à la fois"), "{told}");
    let told = with_results("JC_UTILITE,incontournable,,29,", "JC_UTILITE,,,29,");
    assert!(told.contains("results.csv:3:1 · option : ni modalité ni sous-total"), "{told}");
    let told = with_results("urgence-covid-citoyens,2020-05,", "urgence-covid-citoyens,2020-13,");
    assert!(told.contains("results.csv:2:1 · wave : « 2020-13 » n'est ni une année ni un mois"), "{told}");
    let told = with_results(",FR,,identical,", ",FR,,identica,");
    assert!(
        told.contains("comparability : inconnu : « identica » — attendu : vouliez-vous dire identical ?"),
        "{told}"
    );
    let told = with_results(",2400,", ",zéro,");
    assert!(told.contains("base_n : « zéro » n'est pas un effectif"), "{told}");
}

#[test]
fn a_line_cut_short_and_columns_out_of_place_are_told() {
    let told = with_results(
        "\"Institut ISBL, article de Yann Ulliac, mai 2020\"",
        "Institut ISBL, article de Yann Ulliac, mai 2020",
    );
    assert!(told.contains("results.csv:7:1 : 15 colonnes au lieu de 13"), "{told}");
    let told = with_results("study,wave,audience", "wave,study,audience");
    assert!(told.contains("results.csv:1:1 : ce ne sont pas les colonnes attendues"), "{told}");
}

#[test]
fn a_mean_out_of_its_scale_or_with_too_many_decimals_is_refused() {
    for wrong in ["10.1", "7.15", "7,1", "-1", ""] {
        let told = with_scores("emploi,mean_0_10,7.1,", &format!("emploi,mean_0_10,\"{wrong}\","));
        assert!(told.contains("scores.csv:2:1 · value : "), "{wrong}: {told}");
    }
    let told = with_scores("mean_0_10,7.1,", "mean,7.1,");
    assert!(told.contains("metric : inconnu : « mean » — attendu : mean_0_10, mean_count"), "{told}");
}

#[test]
fn the_same_number_twice_is_a_slip_unless_both_say_that_sources_disagree() {
    let line = RESULTS.1.lines().nth(1).unwrap();
    let told = with_results(line, &format!("{line}\n{line}"));
    assert!(told.contains("results.csv:3:1 · comparability : déjà donné à la ligne 2"), "{told}");
    let told = with_scores(",FR,,conflict,\"6,6", ",FR,,single,\"6,6");
    assert!(told.contains("comparability : déjà donné à la ligne 4"), "{told}");
}

#[test]
fn a_name_without_words_and_words_without_a_name_are_both_told() {
    let line = LABELS.1.lines().find(|line| line.starts_with("code,JC_UTILITE,secondaire,")).unwrap();
    let text = LABELS.1.replacen(line, "code,JC_UTILITE,tertiaire,Tertiaire", 1);
    let told = Published::read(RESULTS, SCORES, (LABELS.0, &text)).unwrap_err().to_string();
    assert!(told.contains("attendu : code,JC_UTILITE,secondaire,"), "{told}");
    assert!(told.contains("« code,JC_UTILITE,tertiaire » ne nomme aucun chiffre publié"), "{told}");
}
