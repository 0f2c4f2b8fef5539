//! How long a large questionnaire takes to read and check, and to be walked: `cargo bench --bench questionnaires`. Two
//! hundred questions of every kind, three hundred conditions; and the questionnaires that ship.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on stops there"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sonde::domain::proof::prove;
use sonde::domain::questionnaire::Questionnaire;

const QUESTIONS: usize = 200;
const IN_A_SECTION: usize = 10;
/// Reading and checking must stay under this.
const LOAD_MAX: Duration = Duration::from_millis(50);
const ROUNDS: usize = 11;
const WALKS: u32 = 10_000;

const HEAD: &str = r#"format = 1
study = "essai"
version = 1
languages = ["fr"]
title.fr = "Essai"
minutes = 60
notice.fr = "Essai."
[lists.avis]
options = [
  { code = "utile", label.fr = "Utile" },
  { code = "inutile", label.fr = "Inutile" },
  { code = "nsp", label.fr = "Ne se prononce pas", missing = "nsp" },
]
[[sections]]
id = "accord"
title.fr = "Avant de commencer"
[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "Acceptez-vous de participer ?"
options = [{ code = "oui", label.fr = "Oui" }, { code = "non", label.fr = "Non" }]
exits = [{ when = "CONSENT = 'non'", end = "refused" }]
"#;

/// The whole file, and how many conditions it holds.
fn file() -> (String, usize) {
    let mut text = HEAD.to_owned();
    let mut conditions = 1;
    for position in 0..QUESTIONS {
        if position % IN_A_SECTION == 0 {
            let section = position / IN_A_SECTION;
            writeln!(text, "[[sections]]\nid = \"section-{section}\"\ntitle.fr = \"Section {section}\"").unwrap();
        }
        conditions += write_question(&mut text, position);
    }
    (text, conditions)
}

/// A question, asked and checked by what was said two sections before.
fn write_question(text: &mut String, position: usize) -> usize {
    writeln!(
        text,
        "[[sections.questions]]\nid = \"Q_{position:03}\"\nrole = \"opinion\"\norigin = \"reconstructed\"\ntext.fr = \"Qu’en pensez-vous, et pourquoi ?\""
    )
    .unwrap();
    let own = match position % 5 {
        0 => "type = \"number\"\nmin = 0\nmax = 110\n",
        1 => "type = \"scale\"\nfrom = 0\nto = 10\nlow.fr = \"Pas du tout\"\nhigh.fr = \"Tout à fait\"\n",
        2 => {
            "type = \"multiple\"\nrotation = \"random\"\noptions = [{ code = \"don\", label.fr = \"Un don\" }, { code = \"voisins\", label.fr = \"Des voisins\" }, { code = \"rien\", label.fr = \"Rien\", exclusive = true }]\n"
        }
        3 => {
            "type = \"grid\"\nlist = \"avis\"\nitems = [{ code = \"rapide\", label.fr = \"Rapide\" }, { code = \"juste\", label.fr = \"Juste\" }]\n"
        }
        _ => "type = \"single\"\nlist = \"avis\"\n",
    };
    text.push_str(own);
    let Some(base) = position.checked_sub(2 * IN_A_SECTION).map(|before| before - before % 5) else { return 0 };
    let (number, score, ticks, grid, single) = (base, base + 1, base + 2, base + 3, base + 4);
    let condition = match position % 5 {
        0 => format!("Q_{single:03} = 'utile' or Q_{score:03} >= 7 and Q_{number:03} < 80"),
        1 => format!("selected(Q_{ticks:03}, 'don') or count-selected(Q_{ticks:03}) > 1"),
        2 => format!("Q_{number:03} >= 18 and Q_{number:03} <= 64 or Q_{grid:03}.juste != 'inutile'"),
        3 => format!("not (Q_{single:03} = 'inutile') and Q_{number:03} + Q_{score:03} > 20"),
        _ => format!("if(Q_{score:03} > 5, Q_{grid:03}.rapide = 'utile', Q_{single:03} != 'utile')"),
    };
    writeln!(text, "show_if = \"{condition}\"").unwrap();
    if position.is_multiple_of(3) {
        return 1;
    }
    writeln!(text, "exits = [{{ when = \"Q_{number:03} > 108 and Q_{score:03} = 10\", end = \"screened_out\" }}]")
        .unwrap();
    2
}

/// The middle of several rounds, with the least and the most.
fn median(mut round: impl FnMut()) -> [Duration; 3] {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed()
        })
        .collect();
    took.sort();
    [took[0], took[ROUNDS / 2], took[ROUNDS - 1]]
}

fn told(what: &str, [least, middle, most]: [Duration; 3]) {
    println!("{what:<58} {middle:>9.1?}   [{least:.1?} .. {most:.1?}]");
}

fn main() {
    let (text, conditions) = file();
    let q = Questionnaire::parse("v1.toml", &text).unwrap_or_else(|faults| panic!("{faults}"));
    let load = median(|| drop(black_box(Questionnaire::parse("v1.toml", black_box(&text)))));
    told(&format!("read and check {QUESTIONS} questions, {conditions} conditions"), load);
    assert!(load[1] < LOAD_MAX, "{load:?}");
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut draw = |count: usize| rng.random_range(0..count);
    let walks = median(|| drop(black_box(prove(&q, WALKS, &mut draw))));
    told(&format!("walk it {WALKS} times"), walks);
    let per_twenty = walks.map(|took| took * 20 / u32::try_from(QUESTIONS).unwrap());
    told("the same for 20 of its questions", per_twenty);
}
