//! How respondents' pages of a wave look and go: its colours, its logo, why it is asked, a page to read everything again, and
//! the sites that may show it inside theirs. All of it may be left out.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::wave::contrast::{Colour, DARK, LIGHT, Papers, TEXT_RATIO_MIN};
use crate::domain::wave::file::Fields;

/// Folder of the logos, beside the studies.
pub const LOGOS: &str = "logos";
/// A logo is read with every first page, over weak networks.
pub const LOGO_BYTES_MAX: usize = 16 * 1024;
/// Sites that may show the pages inside theirs.
const FRAMES_MAX: usize = 10;
/// « Pourquoi cette enquête », in a few lines.
const PURPOSE_CHARS_MAX: usize = 600;
/// What a drawing may not hold: it is shown as an image, and stays one wherever it is opened.
const NOT_A_DRAWING: [&str; 6] = ["<script", "<foreignobject", "javascript:", "<!entity", "href=\"http", "url(http"];

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PagePlan {
    /// A page to read every answer again before sending.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Accent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// Origins, as in `https://www.exemple.fr`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<String>,
}

/// The colour of buttons, links and marks, read on every paper of its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accent {
    pub light: Colour,
    pub dark: Colour,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    pub kind: LogoKind,
    /// A drawing as it is written; an image in base64.
    pub content: String,
    /// Read aloud in its place.
    pub says: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogoKind {
    Svg,
    Png,
}

/// The plan, and the logo it names, not looked up yet.
pub(in crate::domain::wave) struct DraftPages {
    plan: PagePlan,
    logo: Option<(Spanned<String>, String)>,
}

impl PagePlan {
    /// Nothing said.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// `[pages]`; one that is not there says nothing.
pub(in crate::domain::wave) fn read(source: &mut Source, file: &mut Fields) -> Option<DraftPages> {
    let Some(mut table) = file.optional(source, "pages", Fields::table)? else {
        return Some(DraftPages { plan: PagePlan::default(), logo: None });
    };
    let review = table.flag(source, "review");
    let purpose = table.optional(source, "purpose", purpose);
    let accent = accent(source, &mut table);
    let logo = logo_named(source, &mut table);
    let frames = frames(source, &mut table);
    table.finish(source);
    let plan = PagePlan { review: review?, purpose: purpose?, accent: accent?, logo: None, frames: frames? };
    Some(DraftPages { plan, logo: logo? })
}

fn purpose(table: &mut Fields, source: &mut Source, key: &'static str) -> Option<String> {
    let text = table.text(source, key)?;
    let chars = text.get_ref().chars().count();
    if chars > PURPOSE_CHARS_MAX {
        let what = format!("{chars} caractères");
        source.fault(text.span(), table.at(key), what, Some(format!("au plus {PURPOSE_CHARS_MAX}")));
        return None;
    }
    Some(text.into_inner())
}

/// By day as it is declared; by night as declared, else in the nearest shade that is read.
fn accent(source: &mut Source, table: &mut Fields) -> Option<Option<Accent>> {
    let light = table.optional(source, "accent", |table, source, key| colour(table, source, key, LIGHT));
    let dark = table.optional(source, "accent_dark", |table, source, key| colour(table, source, key, DARK));
    match (light?, dark?) {
        (Some(light), dark) => {
            let light = light.into_inner();
            let dark = dark.map_or_else(|| DARK.readable(light), Spanned::into_inner);
            Some(Some(Accent { light, dark }))
        }
        (None, None) => Some(None),
        (None, Some(dark)) => {
            let what = "une couleur de nuit sans couleur de jour";
            source.fault(dark.span(), table.at("accent_dark"), what, Some("accent = \"#…\"".to_owned()));
            None
        }
    }
}

/// A colour that is read wherever it stands.
fn colour(table: &mut Fields, source: &mut Source, key: &'static str, papers: Papers) -> Option<Spanned<Colour>> {
    let (text, place) = (table.text(source, key)?, table.at(key));
    let Some(colour) = Colour::parse(text.get_ref()) else {
        let what = format!("« {} » n'est pas une couleur", text.get_ref());
        source.fault(text.span(), place, what, Some("un # et six chiffres hexadécimaux, comme #0b5563".to_owned()));
        return None;
    };
    let (paper, ratio) = papers.worst(colour);
    if ratio >= TEXT_RATIO_MIN {
        return Some(Spanned::new(text.span(), colour));
    }
    // Rounded down: 4.49 must not read 4.5.
    let told = format!("{:.2}", (ratio * 100.0).floor() / 100.0).replace('.', ",");
    let what = format!("{colour} ne se lit pas sur le fond {paper} : contraste de {told}");
    let expected = format!("au moins 4,5 (WCAG 2.2, 1.4.3) ; la nuance la plus proche est {}", papers.readable(colour));
    source.fault(text.span(), place, what, Some(expected));
    None
}

fn logo_named(source: &mut Source, table: &mut Fields) -> Option<Option<(Spanned<String>, String)>> {
    let file = table.optional(source, "logo", Fields::text);
    let says = table.optional(source, "logo_says", Fields::text);
    match (file?, says?) {
        (Some(file), Some(says)) => Some(Some((file, says.into_inner()))),
        (None, None) => Some(None),
        (Some(file), None) => {
            let what = "un logo sans le texte qui le remplace";
            source.fault(
                file.span(),
                table.at("logo"),
                what,
                Some("logo_says = \"…\", le nom qu'il montre".to_owned()),
            );
            None
        }
        (None, Some(says)) => {
            source.fault(says.span(), table.at("logo_says"), "pas de logo à dire", Some("logo = \"….svg\"".to_owned()));
            None
        }
    }
}

fn frames(source: &mut Source, table: &mut Fields) -> Option<Vec<String>> {
    let origins = table.optional(source, "frames", Fields::texts)?.unwrap_or_default();
    let place = table.at("frames");
    if let Some(one_more) = origins.get(FRAMES_MAX) {
        let what = format!("{} sites", origins.len());
        source.fault(one_more.span(), place, what, Some(format!("au plus {FRAMES_MAX}")));
        return None;
    }
    for origin in origins.iter().filter(|origin| !is_origin(origin.get_ref())) {
        let what = format!("« {} » n'est pas l'origine d'un site", origin.get_ref());
        source.fault(
            origin.span(),
            place.clone(),
            what,
            Some("https:// et un nom, sans chemin, comme https://www.exemple.fr".to_owned()),
        );
    }
    let are_origins = origins.iter().all(|origin| is_origin(origin.get_ref()));
    are_origins.then(|| origins.into_iter().map(Spanned::into_inner).collect())
}

/// Nothing in it may end a directive of the header it goes into.
fn is_origin(text: &str) -> bool {
    let Some(site) = text.strip_prefix("https://") else { return false };
    let (name, port) = site.split_once(':').map_or((site, None), |(name, port)| (name, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    name.contains('.') && name.split('.').all(is_label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// The plan with its logo, which stands in `logos/` beside the studies.
pub(in crate::domain::wave) fn complete(
    source: &mut Source,
    draft: &DraftPages,
    files: &BTreeMap<String, String>,
) -> Option<PagePlan> {
    let plan = draft.plan.clone();
    let Some((name, says)) = &draft.logo else { return Some(plan) };
    let logo = logo_of(source, name, says.clone(), files)?;
    Some(PagePlan { logo: Some(logo), ..plan })
}

fn logo_of(
    source: &mut Source,
    name: &Spanned<String>,
    says: String,
    files: &BTreeMap<String, String>,
) -> Option<Logo> {
    let mut refuse = |what: String, expected: &str| fault(source, name.span(), what, expected);
    let kind = match name.get_ref().rsplit_once('.') {
        Some((stem, "svg")) if is_file_name(stem) => LogoKind::Svg,
        Some((stem, "png")) if is_file_name(stem) => LogoKind::Png,
        _ => return refuse(format!("« {} » n'est pas un logo", name.get_ref()), "un fichier .svg ou .png de logos/"),
    };
    let path = [LOGOS, "/", name.get_ref()].concat();
    let Some(content) = files.get(&path) else {
        return refuse(format!("le logo « {} » ne se lit pas", name.get_ref()), &format!("{path}, à côté des études"));
    };
    // Base64 is a third longer than what it holds.
    let bytes = if kind == LogoKind::Png { content.len() / 4 * 3 } else { content.len() };
    if bytes > LOGO_BYTES_MAX {
        return refuse(format!("un logo de {bytes} octets"), &format!("au plus {LOGO_BYTES_MAX}"));
    }
    let lower = content.to_ascii_lowercase();
    let starts_well = match kind {
        LogoKind::Svg => lower.trim_start().starts_with("<svg") || lower.trim_start().starts_with("<?xml"),
        // The eight bytes every PNG begins with.
        LogoKind::Png => content.starts_with("iVBORw0KGg"),
    };
    if !starts_well {
        return refuse(format!("« {} » n'est pas ce que son nom dit", name.get_ref()), "une image SVG ou PNG");
    }
    if let Some(found) = NOT_A_DRAWING.iter().find(|piece| kind == LogoKind::Svg && lower.contains(**piece)) {
        return refuse(format!("« {found} » dans un logo"), "un dessin seul, sans script et sans rien d'ailleurs");
    }
    Some(Logo { kind, content: content.clone(), says })
}

fn fault(source: &mut Source, span: Range<usize>, what: String, expected: &str) -> Option<Logo> {
    source.fault(span, "pages.logo", what, Some(expected.to_owned()));
    None
}

fn is_file_name(stem: &str) -> bool {
    !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
