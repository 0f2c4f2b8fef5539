//! Proposing a correction in the console: the corrected wave file with those of its margins, and the reason everybody will read.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::account::Actor;
use crate::app::correct_release::{REASON_CHARS_MAX, REASON_CHARS_MIN};
use crate::app::read_correction::Publications;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::body::{Part, Sent};
use crate::web::console::correction;
use crate::web::console::publications::{self, Said};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

const FILES: &str = "fichiers";
const REASON: &str = "motif";

pub async fn take(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster, sent: Sent) -> Reply {
    let actor = Actor::Account(pollster.0);
    let parts = sent.parts(app.settings().bundle_bytes_max).await?;
    let reason = parts.iter().find(|part| part.name == REASON);
    let reason = reason.map(|part| String::from_utf8_lossy(&part.bytes).replace('\0', " ")).unwrap_or_default();
    let proposed = match files(parts) {
        Ok(files) => app.propose_from_files(&actor, &slug, files, &reason).await,
        Err(error) => Err(error),
    };
    let refused = match proposed {
        Ok((proposal, _)) => {
            let told = [correction::address(&slug, proposal.number).as_str(), "?fait=proposee"].concat();
            return Ok(reply::see_other(&told));
        }
        Err(error) => error,
    };
    let (status, why, faults) = match refused {
        AppError::BadFiles(faults) => {
            let told = faults.0.iter().map(ToString::to_string).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, "Les fichiers ont des fautes.".to_owned(), told)
        }
        AppError::WeightsInfeasible(reasons) => {
            let told = reasons.iter().map(ToString::to_string).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, "Le redressement est impossible.".to_owned(), told)
        }
        AppError::BadField { why, .. } => (StatusCode::UNPROCESSABLE_ENTITY, why, Vec::new()),
        error @ (AppError::CorrectionRefused(_)
        | AppError::CorrectionMoved
        | AppError::ResponsesErased
        | AppError::WrongState { .. }) => (StatusCode::CONFLICT, error.to_string(), Vec::new()),
        error => return Err(error.into()),
    };
    let said = Said { refused: Some(why), faults, reason: &reason, ..Said::default() };
    publications::page(&app, &slug, status, &said).await
}

/// Their names and texts; a field left empty sends a file without a name.
fn files(parts: Vec<Part>) -> Result<BTreeMap<String, String>, AppError> {
    let mut files = BTreeMap::new();
    for part in parts.into_iter().filter(|part| part.name == FILES) {
        let Some(name) = part.file.filter(|name| !name.is_empty()) else { continue };
        let text = String::from_utf8(part.bytes).ok().filter(|text| !text.contains('\0'));
        let text = text.ok_or_else(|| AppError::BadField {
            field: FILES,
            why: format!("{name}\u{a0}: attendu, un texte en UTF-8"),
        })?;
        files.insert(name, text);
    }
    Ok(files)
}

pub fn form(publications: &Publications, said: &Said<'_>) -> Markup {
    let slug = &publications.summary.slug;
    let fault = said.refused.as_ref().map(|_| "true");
    html! {
        h3 { @if publications.waiting.is_some() { "En proposer une autre" } @else { "Proposer une correction" } }
        p {
            "Les libellés, le redressement et le plan de tableaux se corrigent. Ni les réponses, ni les questions posées, ni la règle "
            "de secret, ni l’embargo. Une autre personne l’approuvera\u{a0}; les publications précédentes restent lisibles."
            @if publications.waiting.is_some() { " " strong { "Elle prendra la place de celle qui attend." } }
        }
        form.card method="post" action=(publications::address(slug)) enctype="multipart/form-data" {
            div.field-row {
                label.field for=(FILES) { "Fichier de la vague, corrigé, et fichiers de ses marges" }
                p.help #aide-fichiers { "Le fichier .toml, et chaque .csv qu’il nomme dans son redressement." }
                input id=(FILES) type="file" name=(FILES) accept=".toml,.csv,.svg" multiple required
                    aria-describedby="aide-fichiers" aria-invalid=[fault];
            }
            div.field-row {
                label.field for=(REASON) { "Ce qui est corrigé, et pourquoi" }
                p.help #aide-motif { "Tout le monde le lira. De " (REASON_CHARS_MIN) " à " (REASON_CHARS_MAX) " signes." }
                textarea id=(REASON) name=(REASON) rows="3" minlength=(REASON_CHARS_MIN) maxlength=(REASON_CHARS_MAX) required
                    aria-describedby="aide-motif" { (said.reason) }
            }
            button.second type="submit" { "Voir ce que cela change" }
        }
    }
}
