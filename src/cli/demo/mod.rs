//! `sonde demo`: everything in one command, on real waves with simulated respondents: citizens 2019 with its regions,
//! citizens 2020, and a third left open. No server, no setting.

mod folder;
mod people;
mod plan;
mod report;
mod trial;

use std::sync::Arc;

use clap::Args;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::read_release::{Reader, StoredRelease};
use crate::app::run_wave::Opening;
use crate::app::simulate_wave::{Passing, Progress};
use crate::app::wave_status::WaveSummary;
use crate::cli::demo::people::People;
use crate::cli::demo::report::Report;
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, serve, shipped, simulate, start};
use crate::domain::calibration::Diagnostics;
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveBundle;

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Graine du hasard : la même donne la même empreinte de résultats, sur toute base
    #[arg(long, default_value_t = 2020, value_name = "GRAINE")]
    seed: u64,
    /// Réponses de la vague de 2020 ; les quotas suivent, et sous 1000 la vague de 2019 n'est pas jouée [défaut : 1000, comme
    /// son plan]
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
    let (covid, citizens) = (plan::covid(args.respondents)?, plan::citizens(args.respondents));
    let folder = folder::choose(common.data.as_deref())?;
    let common = Common { data: Some(folder.clone()), ..common.clone() };
    let overrides = Overrides { bind: args.bind.clone(), public_url: None };
    let loaded = load(&common, &overrides)?;
    // Everything that can be refused is, before a former demonstration is taken away.
    folder::require_free_database(&loaded.settings, &folder)?;
    folder::prepare(&folder)?;
    let app = start::app(loaded)?;
    start::runtime()?.block_on(async {
        let report = play(&common, &app, args, (covid, citizens)).await?;
        folder::remember(&folder, &report)?;
        report.print(&common);
        if args.no_serve {
            return Ok(());
        }
        serve::serve(&app, |address| report.print_addresses(&common, address)).await
    })
}

/// A wave that has gone from its plan to its results.
struct Lived {
    wave: WaveSummary,
    field: Progress,
    diagnostics: Diagnostics,
    release: Arc<StoredRelease>,
}

/// The whole life of the waves.
async fn play(
    common: &Common,
    app: &App,
    args: &DemoArgs,
    (covid, citizens): (WaveBundle, Option<WaveBundle>),
) -> Result<Report, CliError> {
    let people = People::add(app).await?;
    let covid = live(common, app, &people, (covid, shipped::COVID.population()), (args.seed, Passing::Pages)).await?;
    // Sixteen pages each: sent whole, or the demonstration would be a wait.
    let drawn = (args.seed, Passing::Whole);
    let citizens = match citizens {
        Some(bundle) => Some(live(common, app, &people, (bundle, shipped::CITIZENS.population()), drawn).await?),
        None => None,
    };
    let trial = trial_wave(common, app, &people.weigher(), args).await?;
    Report::new(args.seed, covid, citizens, people, trial)
}

/// The whole life of a wave.
async fn live(
    common: &Common,
    app: &App,
    people: &People,
    (bundle, population): (WaveBundle, (String, String)),
    drawn: (u64, Passing),
) -> Result<Lived, CliError> {
    let step = |words: &str| {
        if !common.json {
            say!("• {words}");
        }
    };
    let (weigher, approver) = (people.weigher(), people.approver());
    let wave = app.load_wave(&weigher, bundle).await?;
    step(&format!("Vague « {} », {} : questionnaire et marges chargés", wave.title, wave.key));
    let slug = wave.slug.clone();
    app.open_wave(&weigher, &slug, Opening::Simulated).await?;
    step(match drawn.1 {
        Passing::Pages => "Terrain : des répondants simulés passent par les mêmes actes que les pages",
        Passing::Whole => "Terrain : des répondants simulés envoient leur entretien entier",
    });
    let field = simulate::simulate(common, app, &slug, Some(&population), drawn, None).await?;
    step(&simulate::sentence(&field));
    close_if_needed(app, &weigher, &slug, &field).await?;
    step("Scellement, redressement sur les marges, approbation par une autre personne, publication");
    app.seal_wave(&weigher, &slug).await?;
    let (_, diagnostics) = app.weigh_wave(&weigher, &slug).await?;
    app.approve_wave(&approver, &slug).await?;
    let wave = app.publish_wave(&approver, &slug).await?;
    let release = app.read_release(Reader::Public, &slug).await?;
    Ok(Lived { wave, field, diagnostics, release })
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
    simulate::simulate(
        &quiet,
        app,
        &wave.slug,
        Some(&trial::population()?),
        (seed, Passing::Pages),
        Some(trial::CONTACTS),
    )
    .await?;
    let link = app.make_invitations(actor, &wave.slug, 1).await?.pop().unwrap_or_default();
    Ok(Some((wave, link)))
}
