//! The responses of a sealed wave, file by file, for pollsters: what each is for, its length and digest, who took which.
//! Before the sealing the page says why there is nothing to take.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::account::Actor;
use crate::app::export_data::{EXPORT_ACTION, MicrodataFile, WaveData, Written};
use crate::app::wave_audit::AuditLine;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::{WaveState, paris};
use crate::web::console::data_part;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

const TITLE: &str = "Données";
/// Past so many responses, lengths and digests are told by each download, and not made for the page.
const MEASURED_ROWS_MAX: usize = 20_000;
/// Downloads told, the last ones.
const TAKEN_MAX: usize = 20;

/// The page, for a wave in this state.
pub fn address(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str(), "/donnees"].concat()
}

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster) -> Reply {
    let summary = app.wave_summary(&slug).await?;
    let content = if summary.state < WaveState::Sealed {
        not_yet(&summary)
    } else {
        match app.wave_data(&Actor::Account(pollster.0), &slug).await {
            Ok(data) => files(&app, &summary, &data).await?,
            Err(error @ AppError::ResponsesErased) => html! { p.lead { (error.to_string()) } },
            Err(error) => return Err(error.into()),
        }
    };
    let body = html! {
        p.muted { a href={ "/console/vagues/" (summary.slug) } { (summary.title) } }
        h1 { (TITLE) }
        (content)
    };
    let page = Shell { is_simulated: summary.is_simulated, ..Shell::new(TITLE, Nav::Console) };
    Ok(reply::page(StatusCode::OK, shell(&page, &body)))
}

fn not_yet(summary: &WaveSummary) -> Markup {
    html! {
        @if summary.is_moderated {
            p.lead { "Un formulaire modéré n’est jamais scellé\u{a0}: ses fiches se lisent une à une." }
        } @else {
            p.lead { "Rien à télécharger\u{a0}: la vague est " (summary.state.french()) "." }
            p { "Tant que le terrain peut changer, on voit des effectifs et jamais des opinions. Les fichiers viennent une fois la vague close et scellée, quand plus rien ne relie une réponse à une personne." }
        }
    }
}

async fn files(app: &App, summary: &WaveSummary, data: &Arc<WaveData>) -> Result<Markup, AppError> {
    // A length or a digest depends on answers: before the embargo, only the file itself says it, and leaves a line.
    let is_told = summary.state == WaveState::Public && data.rows() <= MEASURED_ROWS_MAX;
    let mut rows = Vec::new();
    for file in MicrodataFile::ALL {
        let written = if is_told { Some(app.measured(data, file).await?) } else { None };
        rows.push((file, written));
    }
    let mut taken = app.wave_audit(&summary.slug).await?;
    taken.retain(|line| line.action == EXPORT_ACTION);
    taken.reverse();
    taken.truncate(TAKEN_MAX);
    Ok(view(summary, data, &rows, &taken))
}

fn view(
    summary: &WaveSummary,
    data: &WaveData,
    rows: &[(MicrodataFile, Option<Written>)],
    taken: &[AuditLine],
) -> Markup {
    html! {
        p.lead { (count(u64::try_from(data.rows()).unwrap_or_default())) " réponses, une par ligne, sans identité, sans date, sans ordre d’arrivée." }
        p {
            "Réservées aux chargés d’études\u{a0}; chaque téléchargement est inscrit au journal de la vague. "
            @if !data.is_weighted() { strong { "La vague n’est pas encore redressée\u{a0}: ces fichiers n’ont pas de poids." } }
            @if data.is_weighted() && summary.state != WaveState::Public { strong { "Ces réponses sont sous embargo jusqu’au " (paris::words(summary.embargo_at)) "." } }
        }
        div.scroll {
            table {
                caption { "Fichiers" }
                thead { tr { th scope="col" { "Fichier" } th scope="col" { "Pour" } th.num scope="col" { "Octets" } th scope="col" { "SHA-256" } } }
                tbody {
                    @for (file, written) in rows {
                        tr {
                            th scope="row" { a href={ (address(&summary.slug)) "/" (data.name(*file)) } download { (label(*file)) } }
                            td { (purpose(*file)) }
                            @match written {
                                Some(written) => { td.num { (count(written.bytes)) } td { code title=(written.digest.hex()) { (short(written)) } } }
                                None => { td.num {} td.muted { "dit au téléchargement" } }
                            }
                        }
                    }
                }
            }
        }
        p.muted { "Cinq raisons de ne pas avoir de réponse restent distinctes, de −1 à −5\u{a0}: ne se prononce pas, refus, sans réponse, non posée, non atteinte. Les tableaux publiés comptent «\u{a0}ne se prononce pas\u{a0}» dans la base." }
        p.muted { "Un téléchargement interrompu reprend où il en était. En ligne de commande\u{a0}: " code { "sonde export " (summary.slug) " --output DOSSIER" } }
        (history(taken))
    }
}

fn history(taken: &[AuditLine]) -> Markup {
    html! {
        h2 { "Derniers téléchargements" }
        @if taken.is_empty() {
            p.muted { "Aucun." }
        } @else {
            ul {
                @for line in taken {
                    li { (paris::words(line.at)) " – " (line.actor) "\u{a0}: " (line.detail.split(' ').next().unwrap_or_default()) }
                }
            }
        }
    }
}

fn short(written: &Written) -> String {
    let hex = written.digest.hex();
    hex.chars().take(12).chain(['…']).collect()
}

fn label(file: MicrodataFile) -> &'static str {
    match file {
        MicrodataFile::Sav => "SPSS (.sav)",
        MicrodataFile::Csv => "CSV",
        MicrodataFile::Codebook => "Dictionnaire des variables (CSV)",
        MicrodataFile::Parquet => "Parquet",
        MicrodataFile::TripleS => "Triple-S 2.0, définition (XML)",
        MicrodataFile::TripleSData => "Triple-S 2.0, données (CSV)",
        MicrodataFile::Ddi => "DDI-Codebook 2.5 (XML)",
        MicrodataFile::RScript => "Script R",
        MicrodataFile::StataScript => "Script Stata (.do)",
        MicrodataFile::SpssScript => "Syntaxe SPSS (.sps)",
    }
}

fn purpose(file: MicrodataFile) -> &'static str {
    match file {
        MicrodataFile::Sav => "SPSS, PSPP, R (haven)\u{a0}: étiquettes, manquants, réponses multiples, poids déclaré",
        MicrodataFile::Csv => "Tout logiciel\u{a0}; les codes sont dans le dictionnaire",
        MicrodataFile::Codebook => "Chaque variable, chaque code, qui a été interrogé, la base",
        MicrodataFile::Parquet => "Python, R, DuckDB\u{a0}: colonnes typées, étiquettes dans le fichier",
        MicrodataFile::TripleS => "Logiciels de tris\u{a0}; à garder avec ses données",
        MicrodataFile::TripleSData => "Avec la définition ci-dessus",
        MicrodataFile::Ddi => "Archives\u{a0}: la description, sans aucune réponse",
        MicrodataFile::RScript | MicrodataFile::StataScript | MicrodataFile::SpssScript => {
            "Lit le CSV et lui rend ses étiquettes, ses manquants, son poids"
        }
    }
}

/// One file, whole or from where a download was cut. The audit is written first.
pub async fn take(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, String)>,
    pollster: BrowsingPollster,
    request: HttpRequest,
) -> Reply {
    let (slug, name) = path.into_inner();
    let actor = Actor::Account(pollster.0);
    let data = app.wave_data(&actor, &slug).await?;
    let file = data.file_named(&name).ok_or(AppError::AddressAbsent)?;
    let written = app.measured(&data, file).await?;
    let asked = data_part::asked(request.headers(), &written);
    if asked.has_bytes() && request.method() != actix_web::http::Method::HEAD {
        app.record_export(&actor, &data, file, written).await?;
    }
    Ok(data_part::reply(data, file, &written, asked))
}
