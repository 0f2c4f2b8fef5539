//! `sonde purge`: the retention of each closed wave, applied now or only shown. The service applies it by itself every hour.

use clap::Args;
use serde_json::{Value, json};

use crate::app::purge_expired::{Purge, Stage};
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
    let purges = start::runtime()?
        .block_on(async { if args.dry_run { app.list_purges().await } else { app.purge_expired().await } })?;
    if common.json {
        say!("{}", json!({ "dry_run": args.dry_run, "purges": purges.iter().map(as_json).collect::<Vec<_>>() }));
    } else if purges.is_empty() {
        say!(
            "{}",
            if args.dry_run { "Aucune vague close : rien à conserver ni à effacer." } else { "Rien à effacer." }
        );
    } else {
        purges.iter().for_each(told);
    }
    Ok(())
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
        Stage::Done { .. } => format!("effacées, date passée le {when} ({} lignes)", purge.rows),
    };
    say!("{:<40} {:<10} {stage}", purge.wave.as_str(), what(purge.what));
}

fn as_json(purge: &Purge) -> Value {
    let stage = match purge.stage {
        Stage::Ahead => "ahead",
        Stage::Due => "due",
        Stage::Done { .. } => "done",
    };
    json!({
        "wave": purge.wave.as_str(),
        "what": purge.what.as_str(),
        "due_at": purge.due_at.to_rfc3339(),
        "rows": purge.rows,
        "stage": stage,
    })
}
