//! `sonde simulate`: simulated respondents for a wave opened in simulation; of a file, its proof.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::app::App;
use crate::app::simulate_wave::{Passing, Progress};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, bundle, proof, shipped, start, wave};
use crate::domain::id::WaveSlug;
use crate::domain::proof::WALKS_MAX;
use crate::domain::simulation::Simulation;

/// Contacts at most when none is said: enough for any wave of ours, and an end for a plan that can't be filled.
const CONTACTS_PER_RESPONDENT_MAX: u32 = 20;
/// Contacts when none is said and no quota closes the wave.
const CONTACTS: u32 = 200;

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// Nom d'une vague ouverte avec --simulated, ou fichier de questionnaire ou de vague à éprouver
    #[arg(value_name = "VAGUE|FICHIER")]
    wave: String,
    /// Parcours d'un fichier à éprouver
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(WALKS_MAX)))]
    walks: u32,
    /// Graine du hasard : la même donne les mêmes réponses
    #[arg(long, default_value_t = 1, value_name = "GRAINE")]
    seed: u64,
    /// Contacts au plus [défaut : jusqu'à ce que les quotas closent la vague]
    #[arg(long, value_name = "N")]
    contacts: Option<u32>,
    /// Fichier de la population simulée [défaut : celui de la vague livrée avec le programme ; pour une autre, des réponses
    /// également réparties]
    #[arg(long, value_name = "FICHIER")]
    population: Option<PathBuf>,
}

pub(super) fn run(common: &Common, args: &SimulateArgs) -> Result<(), CliError> {
    // The name of a wave has no dot.
    if args.wave.ends_with(".toml") {
        return proof::run(common, Path::new(&args.wave), args.walks, args.seed);
    }
    let app = start::app(load(common, &Overrides::default())?)?;
    let slug = wave::slug(&args.wave)?;
    let progress = start::runtime()?.block_on(async {
        let file = match &args.population {
            Some(path) => Some((path.display().to_string(), bundle::text(path)?)),
            None => shipped::population_of(&slug),
        };
        simulate(common, &app, &slug, file.as_ref(), (args.seed, Passing::Pages), args.contacts).await
    })?;
    if common.json {
        say!("{}", json!({ "simulation": progress_json(&progress), "seed": args.seed }));
    } else {
        say!("{}", sentence(&progress));
    }
    Ok(())
}

/// Runs the simulation with a progress bar on a terminal.
pub(super) async fn simulate(
    common: &Common,
    app: &App,
    slug: &WaveSlug,
    file: Option<&(String, String)>,
    drawn: (u64, Passing),
    contacts: Option<u32>,
) -> Result<Progress, CliError> {
    let wave = app.landing(slug).await?.wave;
    let simulation = match file {
        Some((name, text)) => Simulation::read(name, text, &wave.questionnaire, &wave.spec)?,
        None => Simulation::even(&wave.spec),
    };
    let target = wave.spec.quotas.cells.first().map_or(0, |total| total.target);
    let bar = if common.json { ProgressBar::hidden() } else { ProgressBar::new(u64::from(target)) };
    let style = ProgressStyle::with_template("  {bar:32} {pos}/{len} réponses · {msg} · encore {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    let usual = if target == 0 { CONTACTS } else { target.saturating_mul(CONTACTS_PER_RESPONDENT_MAX) };
    let contacts_max = contacts.unwrap_or(usual);
    let progress = app
        .simulate(slug, &simulation, drawn, contacts_max, |progress| {
            bar.set_position(u64::from(progress.completed));
            bar.set_message(format!("{} contacts, {} hors quota", progress.contacts, progress.quota_full));
        })
        .await?;
    bar.finish_and_clear();
    Ok(progress)
}

pub(super) fn sentence(progress: &Progress) -> String {
    format!(
        "{} contacts : {} réponses, {} hors cible, {} refus, {} hors quota, {} abandons{}",
        progress.contacts,
        progress.completed,
        progress.screened_out,
        progress.refused,
        progress.quota_full,
        progress.abandoned,
        if progress.is_closed { " ; les quotas ont clos la vague" } else { "" }
    )
}

pub(super) fn progress_json(progress: &Progress) -> serde_json::Value {
    json!({
        "contacts": progress.contacts,
        "completed": progress.completed,
        "screened_out": progress.screened_out,
        "refused": progress.refused,
        "quota_full": progress.quota_full,
        "abandoned": progress.abandoned,
        "is_closed": progress.is_closed,
    })
}
