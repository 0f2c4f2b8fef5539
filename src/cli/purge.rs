//! `sonde purge`: the retention of each closed wave, applied now or only shown. The service applies it by itself every hour.

use clap::Args;
use serde_json::{Value, json};

use crate::app::purge_expired::{Purge, PurgeFailure, PurgeTurn, Stage};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};
use crate::domain::wave::paris;
use crate::store::purges::Purged;

#[derive(Debug, Args)]
pub(super) struct PurgeArgs {
    /// Montrer ce qui serait effacé, et quand, sans rien effacer
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(common: &Common, args: &PurgeArgs) -> Result<(), CliError> {
    let app = start::app(load(common, &Overrides::default())?)?;
    let PurgeTurn { taken: purges, failed } = start::runtime()?.block_on(async {
        if args.dry_run {
            app.list_purges().await.map(|taken| PurgeTurn { taken, failed: Vec::new() })
        } else {
            app.purge_expired().await
        }
    })?;
    if common.json {
        let failed: Vec<Value> = failed.iter().map(failure_as_json).collect();
        let purges: Vec<Value> = purges.iter().map(as_json).collect();
        say!("{}", json!({ "dry_run": args.dry_run, "purges": purges, "failed": failed }));
    } else if purges.is_empty() && failed.is_empty() {
        say!(
            "{}",
            if args.dry_run { "Aucune vague close : rien à conserver ni à effacer." } else { "Rien à effacer." }
        );
    } else {
        purges.iter().for_each(told);
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(CliError::Answered(failed.iter().map(failure).collect::<Vec<_>>().join(" ; ")))
}

/// What was left whole, and why.
fn failure(failure: &PurgeFailure) -> String {
    let what = failure.what.map_or("vague illisible", what);
    let why = failure.error.private().map_or_else(|| failure.error.to_string(), str::to_owned);
    format!("{}, {what} : rien n’est effacé ({why})", failure.wave)
}

fn failure_as_json(failure: &PurgeFailure) -> Value {
    json!({
        "wave": failure.wave.as_str(),
        "what": failure.what.map(Purged::as_str),
        "error": failure.error.code(),
    })
}

fn what(purged: Purged) -> &'static str {
    match purged {
        Purged::Identities => "identités",
        Purged::Responses => "réponses",
    }
}

fn told(purge: &Purge) {
    let when = paris::words(purge.due_at);
    let stage = match purge.stage {
        Stage::Ahead => format!("à effacer le {when} ({} lignes aujourd’hui)", purge.rows),
        Stage::Due => format!("à effacer maintenant, date passée le {when} ({} lignes)", purge.rows),
        Stage::Done => format!("effacées, date passée le {when} ({} lignes)", purge.rows),
    };
    say!("{:<40} {:<10} {stage}", purge.wave.as_str(), what(purge.what));
}

fn as_json(purge: &Purge) -> Value {
    let stage = match purge.stage {
        Stage::Ahead => "ahead",
        Stage::Due => "due",
        Stage::Done => "done",
    };
    json!({
        "wave": purge.wave.as_str(),
        "what": purge.what.as_str(),
        "due_at": purge.due_at.to_rfc3339(),
        "rows": purge.rows,
        "stage": stage,
    })
}
