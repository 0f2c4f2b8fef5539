//! Walks reach what can be reached, say what cannot, and give the same proof for the same draws.

use super::*;
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::questionnaire::tests::covid;
use crate::domain::simulation::tests::wave;

fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    let mut stream = Stream::of(seed);
    move |count| stream.draw() as usize % count
}

const HEAD: &str = r#"format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 1
notice.fr = "Essai."
[[sections]]
id = "consentement"
title.fr = "Avant"
[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "D’accord ?"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]
[[sections]]
id = "suite"
title.fr = "Suite"
[[sections.questions]]
id = "AGE"
role = "profile"
origin = "documented"
type = "number"
min = 0
max = 1000000
text.fr = "Quel âge ?"
exits = [{ when = "AGE = 123456", end = "screened_out" }]
"#;

fn small(rest: &str) -> Questionnaire {
    Questionnaire::parse("v1.toml", &[HEAD, rest].concat()).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn every_question_option_and_end_of_the_covid_questionnaire_is_reached() {
    let proof = prove(&covid(), 10_000, &mut draws(1));
    assert_eq!(proof.unreached, []);
    assert!(proof.ends.iter().all(|(_, walks)| *walks > 0), "{:?}", proof.ends);
    assert_eq!(proof.ends.iter().map(|(_, walks)| walks).sum::<u32>(), 10_000);
    // Who does not say whether it is useful is asked neither for reasons nor for obstacles.
    assert_eq!((proof.questions_asked.min, proof.questions_asked.max), (14.0, 15.0));
    assert!((2.0..8.0).contains(&proof.minutes.median), "{:?}", proof.minutes);
}

#[test]
fn the_same_draws_give_the_same_proof() {
    let q = covid();
    assert_eq!(prove(&q, 500, &mut draws(3)), prove(&q, 500, &mut draws(3)));
    assert_ne!(prove(&q, 500, &mut draws(3)), prove(&q, 500, &mut draws(4)));
}

#[test]
fn an_end_behind_one_number_in_a_million_is_reached_because_a_condition_names_it() {
    let proof = prove(&small(""), 2_000, &mut draws(1));
    let screened = proof.ends.iter().find(|(end, _)| matches!(end, End::ScreenedOut { .. })).unwrap();
    assert!(screened.1 > 10, "{screened:?}");
}

#[test]
fn what_is_never_reached_is_named_with_its_reason() {
    let proof = prove(
        &small(
            r#"[[sections]]
id = "morte"
title.fr = "Morte"
show_if = "AGE mod 2 = 0 and AGE mod 2 = 1"
[[sections.questions]]
id = "JAMAIS"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Jamais ?"
options = [{ code = "a", label.fr = "A" }, { code = "b", label.fr = "B" }]
[[sections]]
id = "fin"
title.fr = "Fin"
[[sections.questions]]
id = "FIN"
role = "opinion"
origin = "reconstructed"
type = "single"
text.fr = "Et ?"
options = [
  { code = "a", label.fr = "A" },
  { code = "b", label.fr = "B", show_if = "AGE mod 3 = 1 and AGE mod 3 = 2" },
  { code = "c", label.fr = "C", retired = true },
  { code = "d", label.fr = "D" },
]
"#,
        ),
        2_000,
        &mut draws(1),
    );
    let told: Vec<_> = proof.unreached.iter().map(|unreached| unreached.place.as_str()).collect();
    assert_eq!(told, ["JAMAIS", "FIN.options.b"]);
    assert!(proof.unreached[0].reason.contains("la section morte attend « AGE mod 2 = 0 and AGE mod 2 = 1 »"));
    assert!(proof.unreached[1].reason.contains("pas proposée en 2\u{202f}000 parcours"), "{:?}", proof.unreached);
}

#[test]
fn walks_are_led_past_exits_to_what_no_chance_would_meet() {
    // A chain of six questions, each with an exit for half of its answers and open to one code of the one before.
    let mut rest = String::new();
    for at in 0..6 {
        let before = if at == 0 { "AGE = 77777".to_owned() } else { format!("Q{} = 'c7'", at - 1) };
        let options: Vec<_> =
            (0..12).map(|code| format!("{{ code = \"c{code}\", label.fr = \"Choix {code}\" }}")).collect();
        rest += &format!(
            "[[sections]]\nid = \"s{at}\"\ntitle.fr = \"S\"\nshow_if = \"{before}\"\n[[sections.questions]]\nid = \"Q{at}\"\n\
             role = \"opinion\"\norigin = \"reconstructed\"\ntype = \"single\"\ntext.fr = \"Et ?\"\n\
             options = [{}]\nexits = [{{ when = \"Q{at} = 'c1' or Q{at} = 'c2' or Q{at} = 'c3'\", end = \"screened_out\" }}]\n",
            options.join(", ")
        );
    }
    let proof = prove(&small(&rest), 10_000, &mut draws(1));
    assert_eq!(proof.unreached, []);
    let completed = proof.ends.iter().find(|(end, _)| matches!(end, End::Completed { .. })).unwrap().1;
    assert!(completed > 7_000, "{:?}", proof.ends);
}

#[test]
fn an_end_nobody_comes_to_has_its_reason() {
    let never = "[[sections]]\nid = \"x\"\ntitle.fr = \"X\"\n[[sections.questions]]\nid = \"X\"\nrole = \"opinion\"\n\
        origin = \"reconstructed\"\ntype = \"number\"\nmin = 0\nmax = 9\ntext.fr = \"X ?\"\n\
        exits = [{ when = \"X mod 2 = 0 and X mod 2 = 1\", end = \"screened_out\", page = \"loin\" }]\n\
        [[ends]]\nid = \"loin\"\non = \"screened_out\"\ntitle.fr = \"Merci\"\ntext.fr = \"Merci.\"\n\
        [[ends]]\nid = \"merci\"\non = \"completed\"\ntitle.fr = \"Merci\"\ntext.fr = \"Merci.\"\n";
    let proof = prove(&small(never), 500, &mut draws(1));
    let told: Vec<_> = proof.unreached.iter().map(|unreached| unreached.place.as_str()).collect();
    assert_eq!(told, ["X.exits.1"]);
    assert!(proof.unreached[0].reason.contains("« X mod 2 = 0 and X mod 2 = 1 » n’a pas tenu"));
    let page = |end: &End| matches!(end, End::Completed { page: Some(page) } if page.as_str() == "merci");
    assert!(proof.ends.iter().any(|(end, walks)| page(end) && *walks > 0), "{:?}", proof.ends);
}

#[test]
fn the_plan_of_the_covid_wave_can_be_filled_and_says_what_it_costs() {
    let (_, spec) = wave();
    let proof = prove_field(&covid(), &spec, 3, &mut draws(1));
    assert_eq!((proof.conflicts.as_slice(), proof.is_allocation_sought), (&[][..], true));
    let total = f64::from(spec.quotas.cells[0].target);
    let medians: Vec<f64> = proof.contacts.iter().map(|(_, contacts)| contacts.median).collect();
    assert!(medians[0] >= total / 2.0 && medians.is_sorted() && medians[2] > total, "{medians:?}");
    assert_eq!(proof.last.iter().map(|place| place.fields).sum::<u32>(), 3);
    let effect = proof.design_effect.unwrap();
    assert!((1.0..1.2).contains(&effect.median), "{effect:?}");
}

#[test]
fn variables_of_one_question_are_not_told_to_have_an_allocation() {
    let (_, spec) = wave();
    let mut q = covid();
    assert_eq!(prove_field(&q, &spec, 0, &mut draws(1)).tied, []);
    // The regions become another reading of the age.
    let ages = q.computed.iter().find(|computed| computed.id.as_str() == "AGE").unwrap().rule.clone();
    q.computed.iter_mut().find(|computed| computed.id.as_str() == "REGION").unwrap().rule = ages;
    let proof = prove_field(&q, &spec, 0, &mut draws(1));
    assert!(!proof.is_allocation_sought);
    let tied: Vec<_> = proof.tied.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
    assert!(tied == [("AGE", "REGION")] || tied == [("REGION", "AGE")], "{tied:?}");
}

#[test]
fn margins_that_contradict_each_other_have_no_allocation() {
    let (_, mut spec) = wave();
    // The crossed margin says how many young women there are; this one wants everybody under 25.
    let ages = spec
        .quotas
        .margins
        .iter()
        .position(|margin| margin.variables.len() == 1 && margin.variables[0].as_str() == "AGE");
    let at = ages.expect("the plan has a margin of ages");
    let cells: Vec<_> =
        (0..spec.quotas.cells.len()).filter(|cell| spec.quotas.cells[*cell].margin == Some(at)).collect();
    for &cell in &cells {
        spec.quotas.cells[cell].target = 1;
    }
    spec.quotas.cells[cells[0]].target = 996;
    assert!(!conflicts_of(&spec).is_empty());
}

#[test]
fn equal_strata_cost_a_design_effect_that_the_margins_foretell() {
    let (_, mut spec) = wave();
    let at = spec.quotas.margins.iter().position(|margin| margin.id == "region").expect("a margin of regions");
    let cells = spec.quotas.cells.iter_mut().filter(|cell| cell.margin == Some(at));
    let count = cells.map(|cell| (cell.target, cell.max) = (20, 20)).count();
    let margin = spec.quotas.margins[at].clone();
    spec.quotas.margins = vec![margin];
    spec.quotas.cells.retain(|cell| cell.margin.is_none_or(|margin| margin == at));
    for cell in &mut spec.quotas.cells {
        cell.margin = cell.margin.map(|_| 0);
    }
    (spec.quotas.cells[0].target, spec.quotas.cells[0].max) = (20 * count as u32, 20 * count as u32);
    spec.weighting.margins.retain(|margin| margin.variables == spec.quotas.margins[0].variables);
    // Kish: n Σ n_h (W_h / n_h)², with equal n_h.
    let shares = spec.weighting.margins[0].targets.iter().map(|target| target.share);
    let expected = count as f64 * shares.map(|share| share * share).sum::<f64>();
    let effect = prove_field(&covid(), &spec, 2, &mut draws(1)).design_effect.unwrap();
    assert!((effect.median - expected).abs() < 1e-6, "{effect:?}, {expected}");
}

fn conflicts_of(spec: &crate::domain::wave::WaveSpec) -> Vec<String> {
    prove_field(&covid(), spec, 0, &mut draws(1)).conflicts
}
