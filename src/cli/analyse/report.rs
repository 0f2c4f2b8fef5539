//! What a person reads after a weighting.

use crate::domain::calibration::{Calibration, CategoryFit};

/// The report, line after line.
pub(super) fn lines(calibration: &Calibration) -> Vec<String> {
    let spread = calibration.spread();
    let mut lines = vec![
        format!("Redressement par {} en {} tour(s)", french(calibration.method.name()), calibration.rounds),
        format!("  écart à une cible  {} au plus", scientific(calibration.largest_deviation)),
        format!("  réponses           {}", calibration.weights.len()),
        format!(
            "  base efficace      {} (effet de plan {}, efficacité {} %)",
            decimals(spread.effective_n, 0),
            decimals(spread.design_effect, 2),
            decimals(100.0 / spread.design_effect, 0)
        ),
        format!(
            "  poids              de {} à {}{}, somme {}",
            decimals(spread.weight_min, 3),
            decimals(spread.weight_max, 3),
            ratio(spread.weight_min, spread.weight_max),
            decimals(spread.sum, 0)
        ),
        format!("  poids / départ     de {} à {}", decimals(spread.g_min, 3), decimals(spread.g_max, 3)),
    ];
    if calibration.redundant > 0 {
        lines.push(format!("  contraintes redondantes écartées : {}", calibration.redundant));
    }
    lines.extend(margins(&calibration.fits()));
    if spread.negative > 0 {
        lines.push(format!("Attention : {} poids négatif(s) ; préférez le raking, ou des bornes.", spread.negative));
    }
    lines
}

fn ratio(low: f64, high: f64) -> String {
    if low > 0.0 { format!(" (rapport {})", decimals(high / low, 1)) } else { String::new() }
}

fn margins(fits: &[CategoryFit]) -> Vec<String> {
    let width = fits.iter().map(|fit| fit.category.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut margin = None;
    for fit in fits {
        if margin != Some(&fit.margin) {
            lines.push(format!("Marge {}", fit.margin));
            lines.push(format!("  {:<width$}    cible    avant    après", "catégorie"));
            margin = Some(&fit.margin);
        }
        let percent = |share: f64| format!("{:>6} %", decimals(share * 100.0, 1));
        let (target, before, after) = (percent(fit.target), percent(fit.before), percent(fit.after));
        lines.push(format!("  {:<width$} {target} {before} {after}", fit.category));
    }
    lines
}

fn french(method: &'static str) -> &'static str {
    match method {
        "poststratification" => "post-stratification",
        "raking" => "raking",
        "linear" => "la méthode linéaire",
        "logit" => "la méthode logit",
        "truncated_linear" => "la méthode linéaire tronquée",
        "truncated_raking" => "raking tronqué",
        other => other,
    }
}

fn decimals(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

fn scientific(value: f64) -> String {
    format!("{value:.0e}")
}
