//! What the demonstration says: the published line beside the obtained one, and where to look.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::app::account::Role;
use crate::app::simulate_wave::Progress;
use crate::app::wave_status::WaveSummary;
use crate::cli::demo::Lived;
use crate::cli::demo::people::People;
use crate::cli::simulate::progress_json;
use crate::cli::{CliError, Common, shipped};
use crate::domain::calibration::Diagnostics;
use crate::domain::published::{PublishedFigure, figures};

pub(super) struct Report {
    seed: u64,
    wave: WaveSummary,
    field: Progress,
    diagnostics: Diagnostics,
    sentence: String,
    base_n: u32,
    digest: String,
    lines: Vec<Line>,
    /// The other wave published, with its regions.
    citizens: Option<Published>,
    people: People,
    /// The wave left open, and a personal link to it.
    trial: Option<(WaveSummary, String)>,
}

/// A wave published beside the one reported on.
struct Published {
    wave: WaveSummary,
    base_n: u32,
    sentence: String,
    digest: String,
}

/// One figure, published and obtained.
struct Line {
    label: String,
    code: String,
    is_of_which: bool,
    published: u32,
    obtained: u32,
    low: u32,
    high: u32,
}

impl Report {
    pub(super) fn new(
        seed: u64,
        covid: Lived,
        citizens: Option<Lived>,
        people: People,
        trial: Option<(WaveSummary, String)>,
    ) -> Result<Self, CliError> {
        let Lived { wave, field, diagnostics, release } = covid;
        let content = release.released.content();
        let published = figures(shipped::PUBLISHED, &wave.study, &wave.key, content.headline.as_str())
            .map_err(|error| CliError::Refused(format!("chiffres publiés illisibles : {error}")))?;
        let lines = content.table(&content.headline).map(|table| lines(table, &published)).unwrap_or_default();
        Ok(Self {
            seed,
            field,
            diagnostics,
            sentence: content.headline_sentence().unwrap_or_default(),
            base_n: content.base_n,
            digest: release.digest.hex(),
            lines,
            wave,
            citizens: citizens.map(Published::of),
            people,
            trial,
        })
    }

    pub(super) fn json(&self) -> Value {
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({
                    "code": line.code, "label": line.label, "published": line.published, "obtained": line.obtained,
                    "interval": [line.low, line.high],
                })
            })
            .collect();
        json!({
            "demo": {
                "is_simulated": true,
                "seed": self.seed,
                "wave": self.wave.slug,
                "field": progress_json(&self.field),
                "weighting": {
                    "design_effect": self.diagnostics.design_effect,
                    "effective_n": self.diagnostics.effective_n,
                    "weight_min": self.diagnostics.weight_min,
                    "weight_max": self.diagnostics.weight_max,
                },
                "base_n": self.base_n,
                "sentence": self.sentence,
                "figures": lines,
                "release_digest": self.digest,
                "also_published": self.citizens.iter().map(Published::json).collect::<Vec<_>>(),
                "accounts": self.people.json(),
                "trial_wave": self.trial.as_ref().map(|(wave, link)| json!({ "wave": wave.slug, "link": link })),
            }
        })
    }

    pub(super) fn print(&self, common: &Common) {
        if common.json {
            say!("{}", self.json());
            return;
        }
        say!("");
        say!("DONNÉES SIMULÉES — {} ({} réponses)", self.wave.title, self.base_n);
        say!("« {} »", self.sentence);
        say!("");
        say!("  {:<24} {:>8} {:>8}   intervalle à 95 %", "", "publié", "obtenu");
        for line in &self.lines {
            let label = if line.is_of_which { format!("  dont {}", line.label) } else { line.label.clone() };
            say!("  {label:<24} {:>6} % {:>6} %   {} à {} %", line.published, line.obtained, line.low, line.high);
        }
        say!("");
        say!(
            "  effet de plan {:.2}, effectif efficace {:.0}, poids de {:.2} à {:.2}",
            self.diagnostics.design_effect,
            self.diagnostics.effective_n,
            self.diagnostics.weight_min,
            self.diagnostics.weight_max
        );
        say!("  empreinte des résultats (graine {}) : {}", self.seed, self.digest);
        if let Some(citizens) = &self.citizens {
            citizens.print();
        }
    }

    pub(super) fn print_addresses(&self, common: &Common, address: SocketAddr) {
        let base = format!("http://{address}");
        if common.json {
            say!("{}", json!({ "listening": address.to_string() }));
            return;
        }
        let account = |role| match self.people.of(role) {
            Some((email, password)) => format!("{email} / {password}"),
            None => String::new(),
        };
        say!("");
        say!("À ouvrir maintenant :");
        if let Some((trial, link)) = &self.trial {
            say!("  Répondant         {base}/e/{}", trial.slug);
            say!("  … lien personnel  {link}");
        }
        say!("  Résultats         {base}/resultats/{}", self.wave.slug);
        if let Some(citizens) = &self.citizens {
            say!("  … de 2019         {base}/resultats/{}", citizens.wave.slug);
            say!("  … par région      {base}/resultats/{}/regions", citizens.wave.slug);
        }
        say!("  … comparés        {base}/resultats/comparaisons");
        say!("  Chargé d'études   {base}/console");
        say!("                    {}", account(Role::Pollster));
        say!("  Chercheuse        {base}/api/v1/releases/{} (ou .csv)", self.wave.slug);
        say!("                    {}", account(Role::Researcher));
        say!("  Administration    {}", account(Role::Admin));
        say!("  API               {base}/api/v1/openapi.json");
        say!("");
        say!("Arrêt : Ctrl-C");
    }
}

impl Published {
    fn of(lived: Lived) -> Self {
        let content = lived.release.released.content();
        Self {
            base_n: content.base_n,
            sentence: content.headline_sentence().unwrap_or_default(),
            digest: lived.release.digest.hex(),
            wave: lived.wave,
        }
    }

    fn json(&self) -> Value {
        json!({
            "wave": self.wave.slug, "base_n": self.base_n, "sentence": self.sentence, "release_digest": self.digest,
        })
    }

    fn print(&self) {
        say!("");
        say!("DONNÉES SIMULÉES — {} ({} réponses)", self.wave.title, self.base_n);
        say!("« {} »", self.sentence);
        say!("  empreinte des résultats : {}", self.digest);
    }
}

fn lines(table: &crate::domain::release::ReleasedTable, published: &[PublishedFigure]) -> Vec<Line> {
    published
        .iter()
        .filter_map(|figure| {
            let (row, cell) = table.total_rows().find(|(row, _)| row.code == figure.code())?;
            let cell = cell?;
            Some(Line {
                label: row.label.clone(),
                code: row.code.clone(),
                is_of_which: row.is_of_which,
                published: figure.percent,
                obtained: cell.percent,
                low: cell.low,
                high: cell.high,
            })
        })
        .collect()
}
