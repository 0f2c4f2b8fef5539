//! `sonde demo`: everything in one command, on a real wave with simulated respondents. No server, no setting.

mod folder;
mod people;
mod plan;
mod report;
mod trial;

use clap::Args;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::read_release::Reader;
use crate::app::run_wave::Opening;
use crate::app::simulate_wave::Progress;
use crate::app::wave_status::WaveSummary;
use crate::cli::demo::people::People;
use crate::cli::demo::report::Report;
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, serve, shipped, simulate, start};
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveBundle;

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Graine du hasard : la même donne la même empreinte de résultats, sur toute base
    #[arg(long, default_value_t = 2020, value_name = "GRAINE")]
    seed: u64,
    /// Réponses à recueillir ; les quotas suivent [défaut : 1000, comme le plan de la vague]
    #[arg(long, value_name = "N")]
    respondents: Option<u32>,
    /// S'arrêter après le chiffre, sans servir les pages
    #[arg(long)]
    no_serve: bool,
    /// Adresse et port d'écoute [défaut : 127.0.0.1:8080]
    #[arg(long, value_name = "ADRESSE:PORT")]
    bind: Option<String>,
}

pub(super) fn run(common: &Common, args: &DemoArgs) -> Result<(), CliError> {
    let bundle = plan::bundle(args.respondents)?;
    let folder = folder::choose(common.data.as_deref())?;
    let common = Common { data: Some(folder.clone()), ..common.clone() };
    let overrides = Overrides { bind: args.bind.clone(), public_url: None };
    let loaded = load(&common, &overrides)?;
    // Everything that can be refused is, before a former demonstration is taken away.
    folder::require_free_database(&loaded.settings, &folder)?;
    folder::prepare(&folder)?;
    let app = start::app(loaded)?;
    start::runtime()?.block_on(async {
        let report = play(&common, &app, args, bundle).await?;
        folder::remember(&folder, &report)?;
        report.print(&common);
        if args.no_serve {
            return Ok(());
        }
        serve::serve(&app, |address| report.print_addresses(&common, address)).await
    })
}

/// The whole life of the wave.
async fn play(common: &Common, app: &App, args: &DemoArgs, bundle: WaveBundle) -> Result<Report, CliError> {
    let step = |words: &str| {
        if !common.json {
            say!("• {words}");
        }
    };
    let people = People::add(app).await?;
    let (weigher, approver) = (people.weigher(), people.approver());
    step("Chargement de la vague, de son questionnaire et des marges");
    let wave = app.load_wave(&weigher, bundle).await?;
    let slug = wave.slug.clone();
    app.open_wave(&weigher, &slug, Opening::Simulated).await?;
    step("Terrain : des répondants simulés passent par les mêmes actes que les pages");
    let field = simulate::simulate(common, app, &slug, Some(&shipped::population()), args.seed, None).await?;
    step(&simulate::sentence(&field));
    close_if_needed(app, &weigher, &slug, &field).await?;
    step("Scellement, redressement sur les marges, approbation par une autre personne, publication");
    app.seal_wave(&weigher, &slug).await?;
    let (_, diagnostics) = app.weigh_wave(&weigher, &slug).await?;
    app.approve_wave(&approver, &slug).await?;
    let published = app.publish_wave(&approver, &slug).await?;
    let release = app.read_release(Reader::Public, &slug).await?;
    let trial = trial_wave(common, app, &weigher, args).await?;
    Report::new(args.seed, &published, field, diagnostics, &release, people, trial)
}

/// A plan too tight for the contacts allowed is closed by hand, and said so.
async fn close_if_needed(app: &App, actor: &Actor, slug: &WaveSlug, field: &Progress) -> Result<(), CliError> {
    if !field.is_closed {
        app.close_wave(actor, slug).await?;
    }
    Ok(())
}

/// A second wave left open, so that there is a questionnaire to answer, a field to watch and an embargo to meet.
async fn trial_wave(
    common: &Common,
    app: &App,
    actor: &Actor,
    args: &DemoArgs,
) -> Result<Option<(WaveSummary, String)>, CliError> {
    if args.no_serve {
        return Ok(None);
    }
    let wave = app.load_wave(actor, trial::bundle()?).await?;
    app.open_wave(actor, &wave.slug, Opening::Simulated).await?;
    let quiet = Common { json: true, ..common.clone() };
    let seed = args.seed.wrapping_add(1);
    simulate::simulate(&quiet, app, &wave.slug, Some(&trial::population()?), seed, Some(trial::CONTACTS)).await?;
    let link = app.make_invitations(actor, &wave.slug, 1).await?.pop().unwrap_or_default();
    Ok(Some((wave, link)))
}
