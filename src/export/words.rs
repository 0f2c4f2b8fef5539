//! What is said of a publication in words, in the workbook and in the notice: who, whom, when, how many, and the line to be
//! reproduced with its figures. Whoever answered of their own accord were not polled: « sondage » is never written here.

use crate::domain::release::{ReleaseContent, Released};
use crate::domain::wave::paris::day_words;

pub(super) fn origin(is_simulated: bool) -> &'static str {
    if is_simulated { "données simulées" } else { "données recueillies" }
}

/// What stands where a figure is hidden.
pub(super) const HIDDEN: &str = "masqué";

/// Heads and texts, in the order they are read.
pub(super) fn identity(released: &Released) -> Vec<(&'static str, String)> {
    let content = released.content();
    let (wave, parties) = (&content.wave, &content.parties);
    let headline = released.headline_sentence().map(|sentence| ("Résultat principal", sentence));
    let fixed = [
        ("Public interrogé", format!("{}, {}", wave.audience, wave.universe)),
        ("Terrain", fieldwork(content)),
        ("Réponses", format!("{} (base effective {})", content.base_n, content.weighting.effective_n)),
        ("Réalisé par", parties.fieldwork_institute.clone()),
        ("Commanditaire", format!("{} ({})", parties.sponsor, parties.sponsor_quality)),
        ("Direction scientifique", parties.scientific_lead.clone()),
        ("Mention à reproduire", mention(content)),
        ("Vague", wave.slug.to_string()),
        ("Empreinte", released.digest().hex()),
    ];
    headline.into_iter().chain(fixed).collect()
}

/// First and last day included.
pub(super) fn fieldwork(content: &ReleaseContent) -> String {
    format!("du {} au {}", day_words(content.wave.fieldwork_start), day_words(content.wave.fieldwork_end))
}

/// What must stand beside a figure that is quoted.
pub(super) fn mention(content: &ReleaseContent) -> String {
    let (wave, parties) = (&content.wave, &content.parties);
    let simulated = if content.is_simulated { "données simulées, " } else { "" };
    format!(
        "{} pour {}, «\u{a0}{}\u{a0}», {simulated}{} réponses, {}, terrain {}",
        parties.fieldwork_institute,
        parties.sponsor,
        wave.title,
        content.base_n,
        wave.universe,
        fieldwork(content)
    )
}

/// How the answers were weighted, a line a margin.
pub(super) fn weighting(content: &ReleaseContent) -> Vec<String> {
    let weighting = &content.weighting;
    let french = |value: f64| value.to_string().replace('.', ",");
    let summary = format!(
        "Méthode\u{a0}: {}, version {} du schéma\u{a0}; effet de plan {}\u{a0}; base effective {}\u{a0}; poids de {} à {}.",
        weighting.method,
        weighting.scheme_version,
        french(weighting.design_effect),
        weighting.effective_n,
        french(weighting.weight_min),
        french(weighting.weight_max),
    );
    let margins = weighting.margins.iter().map(|margin| format!("{}\u{a0}: {}.", margin.label, margin.source));
    std::iter::once(summary).chain(margins).collect()
}

/// What may stand beside a figure.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    Hidden,
    SmallBase,
    RoughBase,
    AgainstRest,
    Letter,
}

impl Sign {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => HIDDEN,
            Self::SmallBase => "*",
            Self::RoughBase => "≈",
            Self::AgainstRest => "▲ ▼",
            Self::Letter => "A, B, C…",
        }
    }
}

/// What the signs beside figures mean.
pub(super) fn signs(content: &ReleaseContent) -> Vec<(Sign, String)> {
    let rule = content.disclosure;
    vec![
        (Sign::Hidden, format!("Chiffre tenu au secret\u{a0}: moins de {} personnes, ou ce qui permettrait de le retrouver.", rule.cell_base_min)),
        (Sign::SmallBase, format!("Base faible, de moins de {} personnes\u{a0}: à lire avec prudence.", rule.share_base_min)),
        (Sign::RoughBase, "Base donnée à vingt près, pour protéger une base masquée.".to_owned()),
        (Sign::AgainstRest, "Significativement au-dessus ou au-dessous des autres personnes interrogées, au seuil de 5\u{a0}%.".to_owned()),
        (Sign::Letter, "La colonne dépasse significativement, au seuil de 5\u{a0}%, celles du même croisement dont la lettre est écrite sous son chiffre.".to_owned()),
    ]
}
