//! What commands say: sentences and small tables for people, one JSON object for programs.

use serde_json::{Value, json};

use crate::app::revise_wave::Revision;
use crate::app::wave_audit::AuditLine;
use crate::app::wave_status::{CellStatus, WaveStatus, WaveSummary};
use crate::cli::Common;
use crate::domain::calibration::Diagnostics;
use crate::domain::wave::paris;

const BAR_CELLS: usize = 20;

pub(super) fn done(common: &Common, key: &str, sentence: &str) {
    if common.json { say!("{}", json!({ key: true })) } else { say!("{sentence}") }
}

pub(super) fn links(common: &Common, links: &[String]) {
    if common.json {
        say!("{}", json!({ "links": links }));
    } else {
        for link in links {
            say!("{link}");
        }
    }
}

pub(super) fn summary(common: &Common, summary: &WaveSummary) {
    if common.json {
        say!("{}", json!({ "wave": summary_json(summary) }));
    } else {
        say!("{} : {}", summary.slug, sentence(summary));
    }
}

pub(super) fn waves(common: &Common, waves: &[WaveSummary]) {
    if common.json {
        say!("{}", json!({ "waves": waves.iter().map(summary_json).collect::<Vec<_>>() }));
    } else if waves.is_empty() {
        say!("Aucune vague. Chargez-en une : sonde wave load questionnaires/<étude>/waves/<clé>.toml");
    } else {
        for wave in waves {
            say!("{:<40} {}", wave.slug.as_str(), sentence(wave));
        }
    }
}

pub(super) fn revised(common: &Common, revision: &Revision) {
    if common.json {
        let changes: Vec<Value> =
            revision.changes.iter().map(|change| json!({ "class": change.class, "place": change.place })).collect();
        let wave = summary_json(&revision.wave);
        say!("{}", json!({ "wave": wave, "from": revision.from, "to": revision.to, "changes": changes }));
        return;
    }
    let (slug, from, to) = (&revision.wave.slug, revision.from, revision.to);
    say!(
        "{slug} : la version {to} remplace la {from} pour les entretiens qui commencent ; ceux en cours gardent la leur."
    );
    for change in &revision.changes {
        say!("  · {change} — {}", change.consequence().series.french());
    }
}

fn sentence(summary: &WaveSummary) -> String {
    let simulated = if summary.is_simulated { " (données simulées)" } else { "" };
    let closed = match (summary.closed_at, summary.close_reason) {
        (Some(at), Some(reason)) => format!(", close le {} : {}", paris::words(at), reason.french()),
        _ => String::new(),
    };
    let state = summary.state.french();
    // What a moderated form publishes, it publishes one entry at a time.
    if summary.is_moderated {
        return format!("{state}{simulated}{closed}, formulaire modéré");
    }
    format!("{state}{simulated}{closed}, embargo jusqu'au {}", paris::words(summary.embargo_at))
}

fn summary_json(summary: &WaveSummary) -> Value {
    json!({
        "slug": summary.slug,
        "study": summary.study,
        "key": summary.key,
        "title": summary.title,
        "state": summary.state,
        "is_simulated": summary.is_simulated,
        "questionnaire_version": summary.questionnaire_version,
        "closes_at": summary.closes_at,
        "embargo_at": summary.embargo_at,
        "opened_at": summary.opened_at,
        "closed_at": summary.closed_at,
        "close_reason": summary.close_reason,
    })
}

pub(super) fn audit(common: &Common, lines: &[AuditLine]) {
    if common.json {
        let list: Vec<Value> = lines
            .iter()
            .map(|one| json!({ "at": one.at, "actor": one.actor, "action": one.action, "detail": one.detail }))
            .collect();
        say!("{}", json!({ "audit": list }));
        return;
    }
    for line in lines {
        say!("{}  {:<18} {}  {}", paris::words(line.at), line.action, line.actor, line.detail);
    }
}

pub(super) fn status(common: &Common, status: &WaveStatus) {
    if common.json {
        let cells: Vec<Value> = status.cells.iter().map(cell_json).collect();
        let dispositions: serde_json::Map<String, Value> =
            status.dispositions.iter().map(|(one, count)| (one.as_str().to_owned(), json!(count))).collect();
        say!("{}", json!({ "wave": summary_json(&status.summary), "cells": cells, "dispositions": dispositions }));
        return;
    }
    say!("{} — {}", status.summary.title, sentence(&status.summary));
    say!();
    let mut margin = None;
    for cell in &status.cells {
        if cell.margin != margin {
            say!("{}", cell.margin.as_deref().unwrap_or("Total"));
            margin = cell.margin.clone();
        }
        say!("  {}", cell_line(cell));
    }
    say!();
    for (disposition, count) in status.dispositions.iter().filter(|(_, count)| *count > 0) {
        say!("{:<22} {count:>7}", disposition.french());
    }
}

fn cell_line(cell: &CellStatus) -> String {
    let filled = usize::try_from(u64::from(cell.completed) * 20 / u64::from(cell.max.max(1))).unwrap_or(BAR_CELLS);
    let bar: String = (0..BAR_CELLS).map(|place| if place < filled { '█' } else { '·' }).collect();
    let running = if cell.reserved > 0 { format!("  + {} en cours", cell.reserved) } else { String::new() };
    format!("{:<42} {bar} {:>6} / {}{running}", cell.label, cell.completed, cell.target)
}

fn cell_json(cell: &CellStatus) -> Value {
    json!({
        "margin": cell.margin,
        "label": cell.label,
        "target": cell.target,
        "max": cell.max,
        "completed": cell.completed,
        "reserved": cell.reserved,
    })
}

pub(super) fn weighed(common: &Common, summary: &WaveSummary, diagnostics: &Diagnostics) {
    if common.json {
        say!("{}", json!({ "wave": summary_json(summary), "diagnostics": diagnostics }));
        return;
    }
    say!("{} : {}", summary.slug, sentence(summary));
    say!("  {} tours, plus grand écart {:.1e}", diagnostics.rounds, diagnostics.largest_deviation);
    say!(
        "  {} réponses, effectif efficace {:.0}, effet de plan {:.2}, poids de {:.2} à {:.2}",
        diagnostics.base_n,
        diagnostics.effective_n,
        diagnostics.design_effect,
        diagnostics.weight_min,
        diagnostics.weight_max
    );
}
