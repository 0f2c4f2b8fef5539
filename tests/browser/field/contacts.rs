//! The people invited, the contact file that names them among lines that are wrong or double, and the wave they are invited
//! to: the one of the covid with fewer places than people.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sonde::domain::wave::WaveSpec;
use toml::{Table, Value};

use crate::invited::{json as read, written};
use crate::people::{self, Person};
use crate::service::Installation;
use crate::wave_folder::{self, SLUG};

/// People with an address that can be written to.
pub const PEOPLE: usize = 1_000;
/// Places of the wave.
pub const PLACES: i64 = 400;
/// A cell takes so many more than its target, and one more in ten, so that the total is reached before each cell is full.
const SLACK: i64 = 4;
/// Places of the plan as it is shipped.
const PLACES_SHIPPED: i64 = 1_000;
/// After so many people comes a line that is wrong.
const WRONG_EVERY: usize = 90;
/// After so many people comes somebody who was there already.
const TWICE_EVERY: usize = 140;
/// Their letters come back, or are refused at once: the mail server of `tests/run` knows them by their names.
const ABSENT: [usize; 2] = [21, 23];
const UNKNOWN: [usize; 2] = [22, 24];

pub struct Invited {
    pub number: usize,
    pub address: String,
    pub profile: BTreeMap<String, String>,
    pub person: Person,
}

impl Invited {
    pub fn is_absent(&self) -> bool {
        ABSENT.contains(&self.number)
    }

    pub fn is_unknown(&self) -> bool {
        UNKNOWN.contains(&self.number)
    }

    /// Nobody reads letters there.
    pub fn is_nobody(&self) -> bool {
        self.is_absent() || self.is_unknown()
    }

    pub fn name(&self) -> String {
        format!("Personne{}", self.number)
    }

    /// Where they count in the plan, the total included: as its file says it, not as the service reckons.
    pub fn cells(&self, spec: &WaveSpec) -> Vec<usize> {
        let is_theirs = |cell: &&sonde::domain::quota::PlannedCell| {
            let variables = cell.margin.map_or(&[][..], |margin| &spec.quotas.margins[margin].variables);
            variables.iter().zip(&cell.codes).all(|(of, code)| self.profile[of.as_str()] == code.as_str())
        };
        let cells = spec.quotas.cells.iter();
        cells.enumerate().filter(|(_, cell)| is_theirs(cell)).map(|(id, _)| id).collect()
    }
}

/// Everybody invited; `own` is in each address, and in no other test's.
pub fn invited(installation: &Installation, own: &str) -> (WaveSpec, Vec<Invited>) {
    let (questionnaire, spec) = people::read(&installation.folder.join("questionnaires"));
    let people = (0..PEOPLE).map(|number| {
        let profile = people::profile(&spec, number, PEOPLE);
        let person = people::person(&questionnaire, &profile, number);
        let mut invited = Invited { number, address: String::new(), profile, person };
        let mailbox = if invited.is_absent() {
            "absent"
        } else if invited.is_unknown() {
            "inconnu"
        } else {
            "p"
        };
        invited.address = format!("{mailbox}-{number}-{own}@example.org");
        invited
    });
    let people = people.collect();
    (spec, people)
}

/// Loaded and open, with room for some of the people only, and the letters this project ships for it: sent at any hour, as
/// fast as may be.
pub fn open_wave(installation: &Installation) {
    let wave = wave_folder::changed(&installation.folder, |wave| {
        let quotas = wave.get_mut("quotas").and_then(Value::as_table_mut).expect("its quotas");
        quotas.insert("total".into(), PLACES.into());
        for margin in quotas.get_mut("margins").and_then(Value::as_array_mut).expect("its margins") {
            shrink(margin.get_mut("targets").expect("its targets"), &mut 0);
        }
    });
    installation.done(&["wave", "load", &wave.to_string_lossy()]);
    installation.done(&["wave", "open", SLUG, "--simulated"]);
    let shipped = installation.folder.join("questionnaires/urgence-covid-citoyens/letters/2020-05.toml");
    let mut letters: Table = std::fs::read_to_string(shipped).expect("letters").parse().expect("a TOML file");
    let sending = letters.get_mut("sending").and_then(Value::as_table_mut).expect("when they leave");
    sending.insert("hours".into(), vec!["00:00", "23:59"].into());
    sending.insert("days".into(), vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"].into());
    sending.insert("on_holidays".into(), true.into());
    sending.insert("per_domain_a_minute".into(), 6_000.into());
    let file = written(installation, "letters.toml", &toml::to_string(&letters).expect("a TOML file again"));
    installation.done(&["wave", "letters", SLUG, &file.to_string_lossy()]);
}

/// Targets for fewer places, which still make the total: what stands before decides how each is rounded.
fn shrink(targets: &mut Value, before: &mut i64) {
    match targets {
        Value::Integer(target) => {
            let places = |people: i64| (people * PLACES + PLACES_SHIPPED / 2) / PLACES_SHIPPED;
            let places = places(*before + *target) - places(*before);
            *before += *target;
            let cell =
                [("target".to_owned(), places.into()), ("max".to_owned(), (places + places / 10 + SLACK).into())];
            *targets = Table::from_iter(cell).into();
        }
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| shrink(value, before)),
        _ => {}
    }
}

/// The file of everybody, with lines nobody can be written to by; the numbers of those lines.
fn contact_file(people: &[Invited]) -> (String, BTreeSet<usize>) {
    let variables: Vec<&String> = people[0].profile.keys().collect();
    let title = variables.iter().fold("email,prénom,nom".to_owned(), |title, variable| format!("{title},{variable}"));
    let (mut lines, mut faulty) = (vec![title], BTreeSet::new());
    let line = |address: &str, one: &Invited| {
        let codes = one.profile.values().fold(String::new(), |codes, code| format!("{codes},\"{code}\""));
        format!("{address},Léa,{}{codes}", one.name())
    };
    for one in people {
        lines.push(line(&one.address, one));
        if one.number % WRONG_EVERY == 1 {
            let wrong = ["sans-arobase.example.org", "deux@@example.org", "", "sans domaine@"];
            lines.push(line(wrong[one.number / WRONG_EVERY % wrong.len()], one));
            faulty.insert(lines.len());
        }
        if one.number % TWICE_EVERY == 2 {
            lines.push(line(&one.address.to_uppercase(), one));
            faulty.insert(lines.len());
        }
    }
    (lines.join("\n") + "\n", faulty)
}

/// Shown first, which keeps nobody; imported, which tells each line that is left out; imported again, which adds nobody.
pub fn import(installation: &Installation, people: &[Invited]) {
    let (text, faulty) = contact_file(people);
    let file = written(installation, "contacts.csv", &text);
    let file = file.to_string_lossy().into_owned();
    let contacts = |more: &[&str]| {
        let told = installation.done(&[&["wave", "contacts", SLUG, &file, "--json"], more].concat());
        let told = read(&told)["import"].clone();
        let lines = told["faults"].as_array().expect("faults").iter().map(|fault| fault["line"].as_u64());
        let lines: BTreeSet<usize> = lines.map(|line| usize::try_from(line.expect("a line")).expect("small")).collect();
        assert_eq!(lines, faulty, "each line that is wrong or double is named, and no other: {}", told["faults"]);
        (told["new"].clone(), told["known"].clone())
    };
    assert!(faulty.len() > 15, "{faulty:?}");
    assert_eq!(contacts(&[]), (json!(PEOPLE), json!(0)));
    assert_eq!(contacts(&["--import"]), (json!(PEOPLE), json!(0)), "what was shown was not kept");
    assert_eq!(contacts(&["--import"]), (json!(0), json!(PEOPLE)), "the same file adds nobody");
}
