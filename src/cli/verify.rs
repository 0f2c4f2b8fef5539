//! `sonde verify`: whether a publication somebody holds is what was published, and whether its figures are those of the data.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::app::AppError;
use crate::app::signature::PublicKeys;
use crate::app::verify_release::{self, Check, Examined, Finding};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, bundle, start};
use crate::domain::disclosure::Released;

const BUNDLE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const SEALED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
const KEY_BYTES_MAX: u64 = 64 * 1024;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// L'archive téléchargée : publication.zip
    #[arg(value_name = "ARCHIVE")]
    bundle: PathBuf,
    /// Clés du service, prises à /.well-known/sonde-signature.json
    #[arg(long, value_name = "FICHIER")]
    key: Option<PathBuf>,
    /// Données scellées (Parquet), pour recalculer chaque tableau
    #[arg(long, value_name = "FICHIER", requires = "wave")]
    data: Option<PathBuf>,
    /// Fichier de la vague, avec --data : questionnaires/<étude>/waves/<clé>.toml
    #[arg(long, value_name = "FICHIER", requires = "data")]
    wave: Option<PathBuf>,
    /// Recalculer chaque tableau avec les données de ce service
    #[arg(long, conflicts_with = "data")]
    recompute: bool,
}

pub(super) fn run(common: &Common, args: &VerifyArgs) -> Result<(), CliError> {
    let keys = match &args.key {
        None => None,
        Some(path) => {
            let text = bundle::text_within(path, KEY_BYTES_MAX)?;
            Some(PublicKeys::read(&text).map_err(|error| CliError::file(path, error.to_string()))?)
        }
    };
    let bytes = bundle::bytes_within(&args.bundle, BUNDLE_BYTES_MAX)?;
    let examined = verify_release::examine(&bytes, keys.as_ref()).map_err(|why| CliError::file(&args.bundle, why))?;
    let Examined { mut checks, released, number } = examined;
    if let Some(released) = released {
        checks.extend(figures(common, args, released, number)?);
    }
    let wrong = checks.iter().filter(|check| check.finding == Finding::Wrong).count();
    print(common, &checks, wrong);
    match wrong {
        0 => Ok(()),
        _ if common.json => Err(CliError::Answered("cette publication n'est pas ce qui a été publié".to_owned())),
        1 => Err(CliError::Refused("un défaut : cette publication n'est pas ce qui a été publié".to_owned())),
        _ => Err(CliError::Refused(format!("{wrong} défauts : cette publication n'est pas ce qui a été publié"))),
    }
}

/// Every figure again, where there is something to compute it from.
fn figures(common: &Common, args: &VerifyArgs, released: Released, number: u32) -> Result<Option<Check>, CliError> {
    if let (Some(data), Some(wave)) = (&args.data, &args.wave) {
        let (questionnaire, spec) = bundle::read(wave)?.read()?;
        let sealed = bundle::bytes_within(data, SEALED_BYTES_MAX)?;
        let check = verify_release::recompute(&released, &sealed, &questionnaire, &spec);
        return check.map(Some).map_err(|why| CliError::file(data, why));
    }
    if !args.recompute {
        return Ok(None);
    }
    let app = start::app(load(common, &Overrides::default())?)?;
    let check = start::runtime()?.block_on(app.recompute_release(released, number));
    match check {
        Err(AppError::WaveAbsent) => Err(CliError::Refused(
            "--recompute : la vague de cette publication n'est pas dans la base de ce service".to_owned(),
        )),
        other => Ok(Some(other?)),
    }
}

fn print(common: &Common, checks: &[Check], wrong: usize) {
    if common.json {
        let one = |check: &Check| {
            let finding = match check.finding {
                Finding::Right => "right",
                Finding::Remark => "remark",
                Finding::Wrong => "wrong",
            };
            json!({ "check": check.name, "finding": finding, "message": check.words, "details": check.details })
        };
        say!("{}", json!({ "is_right": wrong == 0, "checks": checks.iter().map(one).collect::<Vec<_>>() }));
        return;
    }
    for check in checks {
        let mark = match check.finding {
            Finding::Right => "✓",
            Finding::Remark => "•",
            Finding::Wrong => "✗",
        };
        say!("{mark} {}", check.words);
        for detail in &check.details {
            say!("    {detail}");
        }
    }
    if !checks.iter().any(|check| check.name == "figures") {
        say!("• Les chiffres n'ont pas été recalculés : --data et --wave, ou --recompute, pour qui a les données.");
    }
}
