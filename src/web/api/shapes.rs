//! What the API says about waves and accounts. A published shape only grows.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::account::Account;
use crate::app::wave_status::{CellStatus, WaveStatus, WaveSummary};
use crate::domain::calibration::{Diagnostics, MarginFit};
use crate::domain::wave::CloseReason;
use crate::web::api::paging::Paging;

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountOut {
    #[schema(example = "pollster@example.org")]
    pub email: String,
    pub name: String,
    #[schema(example = "pollster")]
    pub role: &'static str,
    pub is_active: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OneAccount {
    pub account: AccountOut,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<AccountOut>,
    pub paging: Paging,
}

/// What is declared of a wave and where it stands; no count.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaveOut {
    #[schema(example = "urgence-covid-citoyens-2020-05")]
    pub slug: String,
    pub study: String,
    pub key: String,
    pub title: String,
    #[schema(example = "open")]
    pub state: &'static str,
    pub is_simulated: bool,
    pub questionnaire_version: u32,
    pub closes_at: Option<String>,
    pub embargo_at: String,
    pub opened_at: Option<String>,
    pub closed_at: Option<String>,
    pub close_reason: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OneWave {
    pub wave: WaveOut,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WaveList {
    pub waves: Vec<WaveOut>,
    pub paging: Paging,
}

/// Live counts: places by quota cell and dispositions, never an opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaveBoard {
    pub wave: WaveOut,
    /// The total first, then margin by margin.
    pub cells: Vec<CellOut>,
    pub dispositions: Vec<DispositionOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CellOut {
    /// Absent for the total.
    pub margin: Option<String>,
    pub label: String,
    pub target: u32,
    pub max: u32,
    pub completed: u32,
    pub reserved: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DispositionOut {
    pub disposition: &'static str,
    pub count: u64,
}

/// How the weights came about. Depends on profiles only.
#[derive(Debug, Serialize, ToSchema)]
pub struct Weighed {
    pub wave: WaveOut,
    pub diagnostics: DiagnosticsOut,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DiagnosticsOut {
    pub method: String,
    pub scheme_version: u32,
    pub rounds: u32,
    pub largest_deviation: f64,
    pub base_n: u64,
    pub effective_n: f64,
    pub design_effect: f64,
    pub weight_min: f64,
    pub weight_max: f64,
    pub margins: Vec<MarginOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MarginOut {
    pub margin: String,
    pub codes: Vec<String>,
    pub target: f64,
    pub unweighted: f64,
    pub weighted: f64,
}

impl AccountOut {
    pub fn of(account: &Account) -> Self {
        Self {
            email: account.email.clone(),
            name: account.name.clone(),
            role: account.role.as_str(),
            is_active: account.is_active,
        }
    }
}

impl WaveOut {
    pub fn of(summary: &WaveSummary) -> Self {
        Self {
            slug: summary.slug.to_string(),
            study: summary.study.clone(),
            key: summary.key.clone(),
            title: summary.title.clone(),
            state: summary.state.as_str(),
            is_simulated: summary.is_simulated,
            questionnaire_version: summary.questionnaire_version,
            closes_at: summary.closes_at.map(instant),
            embargo_at: instant(summary.embargo_at),
            opened_at: summary.opened_at.map(instant),
            closed_at: summary.closed_at.map(instant),
            close_reason: summary.close_reason.map(reason),
        }
    }
}

impl WaveBoard {
    pub fn of(status: &WaveStatus) -> Self {
        let counted = |(disposition, count): &(crate::domain::wave::Disposition, u64)| DispositionOut {
            disposition: disposition.as_str(),
            count: *count,
        };
        Self {
            wave: WaveOut::of(&status.summary),
            cells: status.cells.iter().map(CellOut::of).collect(),
            dispositions: status.dispositions.iter().map(counted).collect(),
        }
    }
}

impl CellOut {
    fn of(cell: &CellStatus) -> Self {
        Self {
            margin: cell.margin.clone(),
            label: cell.label.clone(),
            target: cell.target,
            max: cell.max,
            completed: cell.completed,
            reserved: cell.reserved,
        }
    }
}

impl Weighed {
    pub fn of(summary: &WaveSummary, found: &Diagnostics) -> Self {
        let diagnostics = DiagnosticsOut {
            method: found.method.clone(),
            scheme_version: found.scheme_version,
            rounds: found.rounds,
            largest_deviation: found.largest_deviation,
            base_n: found.base_n,
            effective_n: found.effective_n,
            design_effect: found.design_effect,
            weight_min: found.weight_min,
            weight_max: found.weight_max,
            margins: found.margins.iter().map(MarginOut::of).collect(),
        };
        Self { wave: WaveOut::of(summary), diagnostics }
    }
}

impl MarginOut {
    fn of(fit: &MarginFit) -> Self {
        Self {
            margin: fit.margin.clone(),
            codes: fit.codes.iter().map(ToString::to_string).collect(),
            target: fit.target,
            unweighted: fit.unweighted,
            weighted: fit.weighted,
        }
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn reason(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::TotalReached => "total_reached",
        CloseReason::EveryCellFull => "every_cell_full",
        CloseReason::Deadline => "deadline",
        CloseReason::ByHand => "by_hand",
    }
}
