//! What is done of a release once it is approved: corrections, and the early-access list.

use serde_json::json;

use crate::app::account::Actor;
use crate::app::early_reading::EarlyReader;
use crate::app::read_correction::{Named, Proposal};
use crate::app::{App, AppError};
use crate::cli::wave::WaveCommand;
use crate::cli::{CliError, Common, bundle, print};
use crate::domain::id::WaveSlug;
use crate::domain::release::Difference;
use crate::domain::wave::paris;

/// Changes told to a person; the others are counted.
const TOLD_MAX: usize = 40;

pub(super) async fn run(common: &Common, app: &App, command: &WaveCommand) -> Result<(), CliError> {
    match command {
        WaveCommand::Correct { wave, file: Some(file), reason: Some(reason), .. } => {
            let (actor, slug) = wave.resolve(app).await?;
            let (proposal, figures) = app.propose_correction(&actor, &slug, bundle::read(file)?, reason).await?;
            told(common, &slug, &proposal, &figures);
        }
        WaveCommand::Correct { wave, withdraw: true, correction, .. } => {
            let (actor, slug) = wave.resolve(app).await?;
            let named = correction.named().ok_or(AppError::CorrectionAbsent)?;
            app.withdraw_correction(&actor, &slug, named).await?;
            print::done(common, "withdrawn", "Correction retirée : rien n'attend plus.");
        }
        WaveCommand::Correct { wave, .. } => {
            let (actor, slug) = wave.resolve(app).await?;
            waiting(common, app, &actor, &slug).await?;
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

async fn waiting(common: &Common, app: &App, actor: &Actor, slug: &WaveSlug) -> Result<(), CliError> {
    match app.wave_publications(slug).await?.waiting {
        None if common.json => say!("{}", json!({ "correction": null })),
        None => say!("Aucune correction n'attend pour {slug}."),
        Some(proposal) => {
            let digest = proposal.digest.hex();
            let named = Named { number: proposal.number, digest: &digest };
            let figures = app.corrected_figures(actor, slug, named).await?;
            told(common, slug, &proposal, &figures);
        }
    }
    Ok(())
}

/// What somebody reads before they approve: all of it for programs, the first figures for people.
fn told(common: &Common, slug: &WaveSlug, proposal: &Proposal, figures: &[Difference]) {
    let one = |one: &Difference| json!({ "place": one.place, "before": one.published, "after": one.other });
    if common.json {
        let lists = [proposal.fields.as_slice(), figures].map(|list| list.iter().map(one).collect::<Vec<_>>());
        let [fields, figures] = lists;
        let correction = json!({
            "number": proposal.number, "digest": proposal.digest.hex(), "reason": proposal.reason,
            "proposed_by": proposal.proposed_by, "proposed_at": paris::utc(proposal.proposed_at),
            "fields": fields, "figures": figures,
        });
        say!("{}", json!({ "correction": correction }));
        return;
    }
    let (number, digest) = (proposal.number, proposal.short_digest());
    say!("Correction nº {number}, proposée par {}, le {}", proposal.proposed_by, paris::words(proposal.proposed_at));
    say!("Motif : {}", proposal.reason);
    changes("Dans le fichier de la vague :", &proposal.fields);
    match figures.len() {
        0 => say!("Aucun chiffre ne change."),
        1 => changes("Un chiffre change :", figures),
        count => changes(&format!("{count} chiffres changent :"), figures),
    }
    let name = format!("--number {number} --digest {digest} --as ADRESSE");
    say!("Elle paraîtra quand une autre personne l'aura approuvée : sonde wave approve {slug} {name}");
    say!("Pour la retirer : sonde wave correct {slug} --withdraw {name}");
}

fn changes(title: &str, changes: &[Difference]) {
    if !changes.is_empty() {
        say!("{title}");
    }
    for one in changes.iter().take(TOLD_MAX) {
        say!("  · {} : {} → {}", one.place, one.published, one.other);
    }
    let rest = changes.len().saturating_sub(TOLD_MAX);
    if rest > 0 {
        say!("  … et {rest} autres (tous avec --json)");
    }
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
