//! Whether a publication somebody holds is what was published: digests, signature, manifest against files and release, and,
//! where the holder has the sealed data or the database, every figure computed again.

use std::sync::Arc;

use crate::app::loaded_wave::LoadedWave;
use crate::app::signature::{PublicKeys, Signed};
use crate::app::weigh_wave::StoredWeights;
use crate::app::{App, AppError};
use crate::domain::calibration::{calibrate_wave, weigh};
use crate::domain::data_set::DataSet;
use crate::domain::disclosure::{Released, release_with};
use crate::domain::estimate::Influences;
use crate::domain::id::Digest;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::release::{ReleaseContent, differences};
use crate::domain::table::tabulate_with;
use crate::domain::wave::{Disposition, WaveSpec};
use crate::export;
use crate::export::bundle::{self, Bundle};
use crate::store::{release_corrections, releases};

/// Differing figures told; the others are counted.
const TOLD_MAX: usize = 50;
/// The release itself, in its archive.
const RELEASE: &str = "publication.json";

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// As in `signature`, for programs.
    pub name: &'static str,
    pub finding: Finding,
    pub words: String,
    /// Each fault, or each thing to know.
    pub details: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    Right,
    /// Nothing is wrong, and something is to be known.
    Remark,
    Wrong,
}

/// A bundle that can be looked at, and its release.
pub struct Examined {
    pub checks: Vec<Check>,
    /// The release it holds, where it can be read.
    pub released: Option<Released>,
    pub number: u32,
}

impl Check {
    fn of(name: &'static str, wrong: Vec<String>, right: impl Into<String>, otherwise: &str) -> Self {
        match wrong.is_empty() {
            true => Self { name, finding: Finding::Right, words: right.into(), details: wrong },
            false => Self { name, finding: Finding::Wrong, words: otherwise.to_owned(), details: wrong },
        }
    }
}

/// All that can be said of an archive by itself, and with the keys it should be signed by. Nothing where it is no archive
/// of ours at all, with the reason.
pub fn examine(bytes: &[u8], keys: Option<&PublicKeys>) -> Result<Examined, String> {
    let bundle = bundle::read(bytes).map_err(|error| error.to_string())?;
    let mut checks = vec![files(&bundle), signature(&bundle, keys)];
    let released = match read_release(&bundle) {
        Ok(released) => {
            checks.push(manifest(&bundle, &released));
            Some(released)
        }
        Err(why) => {
            checks.push(Check::of("release", vec![why], "", "La publication n’est pas lisible."));
            None
        }
    };
    checks.push(envelope(bytes, &bundle));
    Ok(Examined { checks, released, number: bundle.manifest.publication.number })
}

fn files(bundle: &Bundle) -> Check {
    let faults = bundle.faults().iter().map(ToString::to_string).collect();
    let right = format!("Les {} fichiers ont la taille et l’empreinte que dit le manifeste.", bundle.files.len());
    Check::of("files", faults, right, "Des fichiers ne sont pas ceux du manifeste.")
}

fn signature(bundle: &Bundle, keys: Option<&PublicKeys>) -> Check {
    let wrong = |why: String| Check::of("signature", vec![why], "", "La signature ne vaut rien.");
    let Some(signature) = &bundle.signature else { return wrong("l’archive n’est pas signée".to_owned()) };
    match Signed::check(signature, &bundle.manifest_bytes, keys) {
        Err(error) => wrong(error.to_string()),
        Ok(signed) if keys.is_some() => {
            let right = format!("Le manifeste est signé par la clé que vous donnez ({}).", signed.key);
            Check::of("signature", Vec::new(), right, "")
        }
        Ok(signed) => Check {
            name: "signature",
            finding: Finding::Remark,
            words: format!("Le manifeste est signé par la clé {}.", signed.key),
            details: vec![
                "rien ne dit encore à qui est cette clé\u{a0}: comparez-la à /.well-known/sonde-signature.json du service, ou \
                 donnez ce fichier (--key)"
                    .to_owned(),
            ],
        },
    }
}

/// Under the rule it says itself: no figure shows what that rule hides.
fn read_release(bundle: &Bundle) -> Result<Released, String> {
    let bytes = bundle.files.get(RELEASE).ok_or_else(|| format!("{RELEASE} n’est pas dans l’archive"))?;
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{RELEASE} n’est pas un texte en UTF-8"))?;
    let content: ReleaseContent = serde_json::from_str(text).map_err(|error| format!("{RELEASE}\u{a0}: {error}"))?;
    Released::from_stored(text, &Digest::of(bytes), content.disclosure)
        .map_err(|error| format!("{RELEASE}\u{a0}: {error}"))
}

/// What the manifest says of the release is what the release says.
fn manifest(bundle: &Bundle, released: &Released) -> Check {
    let said = &bundle.manifest.publication;
    let of_release = bundle::Publication::of(released, said.number, said.public_at, said.correction.clone());
    let mut wrong = Vec::new();
    if *said != of_release {
        wrong.push("étude, vague, dates, simulation ou empreinte ne sont pas celles de la publication".to_owned());
    }
    if bundle.manifest.text().as_bytes() != bundle.manifest_bytes {
        wrong.push("le manifeste n’est pas écrit comme Sonde l’écrit".to_owned());
    }
    if said.correction.is_some() != (said.number > 1) {
        wrong.push("une correction a un numéro et un motif, une première publication n’en a pas".to_owned());
    }
    let right =
        format!("Publication nº\u{a0}{} de la vague {}, empreinte {}.", said.number, said.wave, said.release_digest);
    Check::of("manifest", wrong, right, "Le manifeste ne dit pas ce que dit la publication.")
}

/// Names, contents and signature are checked by now: what is left are the bytes of the archive around them.
fn envelope(bytes: &[u8], bundle: &Bundle) -> Check {
    let order = bundle.manifest.files.iter();
    let files: Vec<(&str, &[u8])> =
        order.filter_map(|file| Some((file.name.as_str(), bundle.files.get(&file.name)?.as_slice()))).collect();
    let same = bundle::written(&bundle.manifest_bytes, bundle.signature.as_deref(), &files);
    match same {
        Ok(same) if same == bytes => {
            Check::of("envelope", Vec::new(), "L’archive est, à l’octet près, celle que Sonde écrit.", "")
        }
        _ if bundle::is_framed_as_ours(bytes) => Check {
            name: "envelope",
            finding: Finding::Remark,
            words: "L’archive est comprimée autrement que par cette version de Sonde.".to_owned(),
            details: vec!["ce qu’elle contient est le même, ses empreintes le disent".to_owned()],
        },
        _ => {
            let why = "autour des fichiers, des octets ne sont pas ceux que Sonde écrit".to_owned();
            Check::of("envelope", vec![why], "", "L’enveloppe de l’archive a changé.")
        }
    }
}

/// Computes every table again from the sealed data and the files of the wave.
pub fn recompute(
    published: &Released,
    sealed: &[u8],
    questionnaire: &Questionnaire,
    spec: &WaveSpec,
) -> Result<Check, String> {
    let data = export::parquet::read(sealed).map_err(|error| format!("données scellées\u{a0}: {error}"))?;
    let made = made(&data, questionnaire, spec, published.content())?;
    Ok(compared(published, &made))
}

/// How interviews ended is no part of the sealed data: it is taken as published.
fn made(data: &DataSet, q: &Questionnaire, spec: &WaveSpec, published: &ReleaseContent) -> Result<Released, String> {
    let infeasible = |_| "le redressement de ce fichier de vague est impossible sur ces données".to_owned();
    let calibration = calibrate_wave(data, &spec.weighting).map_err(infeasible)?;
    let weighting = weigh(data, &spec.weighting).map_err(infeasible)?;
    let influences = match &calibration {
        Some(calibration) => Influences::calibrated(&weighting.weights, calibration)
            .ok_or_else(|| "le redressement de ce fichier part de poids de sondage".to_owned())?,
        None => Influences::simple(&weighting.weights),
    };
    let tables = tabulate_with(q, spec, data, &influences).map_err(|error| error.to_string())?;
    let notice = published.notice.clone().unwrap_or_default();
    let ended = Disposition::ALL.map(|disposition| (disposition, notice.count(disposition)));
    Ok(release_with(q, spec, &tables, &weighting.diagnostics, published.is_simulated, &ended))
}

fn compared(published: &Released, made: &Released) -> Check {
    let found = differences(published.content(), made.content());
    let count = found.len();
    let told = found.into_iter().take(TOLD_MAX);
    let mut wrong: Vec<String> =
        told.map(|one| format!("{}\u{a0}: publié {}, recalculé {}", one.place, one.published, one.other)).collect();
    wrong.extend((count > TOLD_MAX).then(|| format!("… et {} autres", count - TOLD_MAX)));
    let tables = published.content().tables.len();
    let right = match published.digest() == made.digest() {
        true => format!("Les {tables} tableaux, recalculés, donnent la même publication à l’octet près."),
        false => format!("Les {tables} tableaux, recalculés, donnent les mêmes chiffres."),
    };
    Check::of("figures", wrong, right, "Des chiffres ne sont pas ceux que donnent les données.")
}

impl App {
    /// The same against the data, the weights and the plan this service keeps.
    pub async fn recompute_release(&self, published: Released, number: u32) -> Result<Check, AppError> {
        let slug = published.content().wave.slug.clone();
        let wave = self.current_wave(&slug).await?;
        let (id, number) = (wave.id, i32::try_from(number).unwrap_or(i32::MAX));
        let (row, correction) = self
            .inner
            .store
            .read_async(move |tx| {
                Ok((releases::by_number(tx, id, number)?, release_corrections::by_number(tx, id, number)?))
            })
            .await?;
        let Some(row) = row else {
            let why = format!("ce service n’a pas de publication nº\u{a0}{number} de {slug}");
            return Ok(Check::of("figures", vec![why], "", "Cette publication n’est pas de ce service."));
        };
        let broken = |why: String| AppError::Internal(format!("{slug}: {why}"));
        let (wave, weights) = match correction {
            None => (Arc::clone(&wave), self.stored_weights(&wave).await?),
            Some(correction) => {
                let spec =
                    WaveSpec::from_canonical_json(&correction.spec).map_err(|error| broken(error.to_string()))?;
                let (questionnaire, arms) = (wave.questionnaire.clone(), Arc::clone(&wave.arms));
                let weights = StoredWeights::read(correction.data_digest, &correction.weights, &correction.diagnostics);
                (Arc::new(LoadedWave { id, spec, questionnaire, arms }), weights.map_err(broken)?)
            }
        };
        let made = self.compute_release(wave, weights, published.content().is_simulated).await?;
        let mut check = compared(&published, &made);
        if row.digest != *published.digest() {
            check.finding = Finding::Wrong;
            check.details.push(format!("la publication gardée ici a l’empreinte {}", row.digest));
        }
        Ok(check)
    }
}
