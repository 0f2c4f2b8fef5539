//! `sonde wave quality`: what a pollster looks at, on a terminal.

use serde_json::json;

use crate::app::flag_interviews::Review;
use crate::cli::Common;
use crate::domain::quality::{Device, Ground};

pub(super) fn print(common: &Common, review: &Review) {
    if common.json {
        let lines = review.lines.iter().map(|line| {
            json!({
                "id": line.id,
                "flags": line.flags.iter().map(|flag| json!({ "ground": flag.ground.as_str(), "others": flag.others })).collect::<Vec<_>>(),
                "seconds": line.seconds,
                "pace_percent": line.pace_percent,
                "device": line.device.map(Device::as_str),
                "is_excluded": line.exclusion.is_some(),
            })
        });
        say!("{}", json!({ "interviews": lines.collect::<Vec<_>>(), "notes": review.notes }));
        return;
    }
    let excluded: usize = review.notes.excluded.values().sum();
    let (counted, withdrawn) = (review.notes.counted, review.notes.withdrawn);
    say!("{counted} entretiens comptent, {excluded} écartés, {withdrawn} retirés par les personnes.");
    for ground in Ground::ALL {
        if let Some(people) = review.notes.flagged.get(ground.as_str()) {
            say!("  {:<28} {people}", ground.french());
        }
    }
    for line in &review.lines {
        let signs: Vec<&str> = line.flags.iter().map(|flag| flag.ground.french()).collect();
        let state = if line.exclusion.is_some() { "écarté" } else { "compte" };
        say!("{}  {state:<7} {}", line.id, signs.join(", "));
    }
    if !review.lines.is_empty() {
        say!(
            "Un signe n’écarte personne : sonde wave exclude {} ENTRETIEN --ground … --reason …",
            review.wave.spec.slug
        );
    }
}
