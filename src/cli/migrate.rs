//! `sonde migrate`: the database brought to the level of this program.

use clap::Args;

use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};
use crate::store::migrate;

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// Dire où en est la base, sans rien changer
    #[arg(long)]
    status: bool,
}

pub(super) fn run(common: &Common, args: &MigrateArgs) -> Result<(), CliError> {
    let loaded = load(common, &Overrides::default())?;
    let store = start::store(&loaded.settings)?;
    let applied = if args.status { Vec::new() } else { migrate::run(&store)? };
    let status = migrate::status(&store)?;
    if common.json {
        say!(
            "{}",
            serde_json::json!({
                "database": store.shown_address(),
                "applied_now": applied,
                "applied": status.applied,
                "pending": status.pending,
            })
        );
        return Ok(());
    }
    say!("Base : {}", store.shown_address());
    for name in &applied {
        say!("  posée maintenant : {name}");
    }
    say!("  {} posée(s), {} en attente", status.applied.len(), status.pending.len());
    for name in &status.pending {
        say!("  en attente : {name}");
    }
    Ok(())
}
