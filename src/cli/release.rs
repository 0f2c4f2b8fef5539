//! What is done of a release once it is approved: corrections, and the early-access list.

use serde_json::json;

use crate::app::App;
use crate::app::correct_release::Proposed;
use crate::app::early_reading::EarlyReader;
use crate::cli::wave::WaveCommand;
use crate::cli::{CliError, Common, bundle, print};
use crate::domain::wave::paris;

pub(super) async fn run(common: &Common, app: &App, command: &WaveCommand) -> Result<(), CliError> {
    match command {
        WaveCommand::Correct { wave, file, reason } => {
            let (actor, slug) = wave.resolve(app).await?;
            proposed(common, &app.propose_correction(&actor, &slug, bundle::read(file)?, reason).await?);
        }
        WaveCommand::EarlyReader { wave, email: None, .. } => {
            readers(common, &app.early_readers(&wave.resolve(app).await?.1).await?);
        }
        WaveCommand::EarlyReader { wave, email: Some(email), remove } => {
            let (actor, slug) = wave.resolve(app).await?;
            if *remove {
                app.end_early_reading(&actor, &slug, email).await?;
                print::done(common, "early_reader", "Compte ôté de la liste de lecture avant embargo.");
            } else {
                app.allow_early_reading(&actor, &slug, email).await?;
                print::done(common, "early_reader", "Compte inscrit sur la liste de lecture avant embargo.");
            }
        }
        _ => {}
    }
    Ok(())
}

fn proposed(common: &Common, proposed: &Proposed) {
    let (number, changed) = (proposed.number, proposed.changed);
    if common.json {
        let changes = &proposed.told;
        say!("{}", json!({ "correction": { "number": number, "changed": changed, "changes": changes } }));
        return;
    }
    match changed {
        0 => say!("Correction nº {number} proposée : aucun chiffre ne change, seuls des libellés."),
        1 => say!("Correction nº {number} proposée : un chiffre change."),
        _ => say!("Correction nº {number} proposée : {changed} chiffres changent."),
    }
    for one in &proposed.told {
        say!("  · {one}");
    }
    let rest = changed.saturating_sub(proposed.told.len());
    if rest > 0 {
        say!("  … et {rest} autres");
    }
    say!("Elle paraîtra quand une autre personne l'aura approuvée : sonde wave approve VAGUE --as ADRESSE");
}

fn readers(common: &Common, readers: &[EarlyReader]) {
    if common.json {
        let one = |reader: &EarlyReader| {
            let readings: Vec<_> =
                reader.readings.iter().map(|(at, number)| json!({ "at": paris::utc(*at), "number": number })).collect();
            json!({ "email": reader.email, "is_on_list": reader.is_on_list, "readings": readings })
        };
        say!("{}", json!({ "early_readers": readers.iter().map(one).collect::<Vec<_>>() }));
        return;
    }
    if readers.is_empty() {
        say!("Personne ne lit avant l'embargo.");
    }
    for reader in readers {
        let place = if reader.is_on_list { "" } else { " (ôté de la liste)" };
        let count = reader.readings.len();
        let last = reader.readings.last().map(|(at, _)| format!(", la dernière le {}", paris::moment_words(*at)));
        let plural = if count > 1 { "s" } else { "" };
        say!("{}{place} : {count} lecture{plural}{}", reader.email, last.unwrap_or_default());
    }
}
