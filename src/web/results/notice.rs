//! The method notice of a wave: the items of articles 2 and 3 of the French law of 19 July 1977 on opinion polls, made from the
//! release alone. Of a consultation, what a poll would be called is never said.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::read_release::StoredRelease;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{DeclaredMissing, Language};
use crate::domain::release::{
    MARGIN_SHARES, NoticeFacts, ReleaseContent, ReleasedRow, ReleasedRowKind, ReleasedTable, WeightingSummary,
    margin_of_error,
};
use crate::domain::wave::{Disposition, paris};
use crate::web::html::{Nav, Shell, count, decimal, shell};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::essentials::set;
use crate::web::results::frozen::{Frozen, frozen};
use crate::web::results::links::Links;
use crate::web::results::release::early;
use crate::web::results::{publications, read, read_numbered, share};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, visitor: Visitor, request: HttpRequest) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    Ok(reply(&app, &request, &stored))
}

/// Of one publication, corrected since or not.
pub async fn show_numbered(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    Ok(reply(&app, &request, &stored))
}

fn reply(app: &App, request: &HttpRequest, stored: &StoredRelease) -> HttpResponse {
    let kind = Frozen { part: "notice", media_type: share::HTML, file_name: None };
    let origin = &app.settings().public_url;
    frozen(request, stored, &kind, || view(stored, origin).into_string())
}

/// At the foot of the page of results.
pub(super) fn in_short(stored: &StoredRelease, links: Links<'_>) -> Markup {
    let content = stored.released.content();
    html! {
        section.card aria-labelledby="methode" {
            h2 #methode { "Comment ces chiffres sont faits" }
            dl.facts {
                (parties(content))
                dt { "Population" } dd { (set(&content.wave.universe)) }
                dt { "Choix des personnes" } dd { (chosen(content.notice.as_ref(), stored.is_consultation)) }
                (sample(content))
                dt { "Secret" } dd { (secret(content)) }
            }
            @for line in &content.reading { p.small { (set(line)) } }
            @if !content.wave.questionnaire_notice.is_empty() { p.small { (set(&content.wave.questionnaire_notice)) } }
            @if content.is_simulated { p { strong { "Données simulées" } "\u{a0}: ces chiffres viennent d'une démonstration." } }
            p { a href=(links.notice()) { "Notice de méthode complète" } }
            (mention(content, stored.is_consultation))
        }
    }
}

fn view(stored: &StoredRelease, origin: &str) -> Markup {
    let content = stored.released.content();
    let links = Links::of(stored);
    let facts = content.notice.as_ref();
    let is_open = stored.is_consultation;
    let body = html! {
        p.crumbs { a href="/resultats" { "Résultats" } " · " a href=(links.page()) { (set(&content.wave.title)) } " · vague " (content.wave.key) }
        h1 { "Notice de méthode" }
        @if stored.is_early { (early()) }
        (publications::notice(stored))
        p.lead {
            (set(&content.wave.title)) ", vague " (content.wave.key) ". "
            @if is_open { "Consultation ouverte\u{a0}: chacun pouvait y répondre." }
            @else { "Les éléments que la loi du 19 juillet 1977 (articles 2 et 3) demande, pour tous les chiffres de cette publication." }
        }
        section.card aria-labelledby="qui" { h2 #qui { "Qui, quand, auprès de qui" } (identity(stored)) }
        section.card aria-labelledby="echantillon" { h2 #echantillon { "Échantillon et recueil" } (sampling(content, facts, is_open)) }
        section.card aria-labelledby="non-reponse" { h2 #non-reponse { "Non-réponse" } (overall(facts)) (by_question(content)) }
        section.card aria-labelledby="redressement" { h2 #redressement { "Redressement" } (weighting(content)) }
        section.card aria-labelledby="marges" { h2 #marges { @if is_open { "Précision" } @else { "Marges d’erreur" } } (margins(content, is_open)) }
        section.card aria-labelledby="texte" { h2 #texte { "Texte des questions" } (texts(content)) }
        (mention(content, is_open))
        p.small.muted { "Cette notice peut être consultée par tous, à cette adresse. Publication nº " (stored.number) "." }
    };
    let says = format!("Notice de méthode : {}", share::description(content));
    let meta = share::Meta {
        description: &says,
        address: &[origin, links.notice().as_str()].concat(),
        picture: &[origin, links.preview().as_str()].concat(),
        data: None,
    };
    let title = format!("Notice de méthode – {}, vague {}", content.wave.title, content.wave.key);
    shell(&Shell { is_simulated: content.is_simulated, meta: Some(&meta), ..Shell::new(&title, Nav::Public) }, &body)
}

fn parties(content: &ReleaseContent) -> Markup {
    let parties = &content.parties;
    html! {
        dt { "Commanditaire" } dd { (parties.sponsor) @if !parties.sponsor_quality.is_empty() { ", " (parties.sponsor_quality) } }
        dt { "Recueil" } dd { (parties.fieldwork_institute) ", " (mode_words(&content.wave.mode)) ", " (content.period(Language::Fr)) }
        dt { "Direction scientifique" } dd { (parties.scientific_lead) }
    }
}

fn identity(stored: &StoredRelease) -> Markup {
    let content = stored.released.content();
    html! {
        dl.facts {
            dt { "Objet" } dd { (set(&content.wave.title)) }
            (parties(content))
            dt { "Personnes interrogées" } dd { (count(content.base_n.into())) }
            dt { "Population" } dd { (content.wave.audience) "\u{a0}: " (set(&content.wave.universe)) }
            dt { "Publication" } dd { "nº\u{a0}" (stored.number) ", le " (paris::day_words(share::published_on(stored))) }
        }
    }
}

/// Of releases made before they held the facts of a notice.
const UNKNOWN: &str = "n’est pas connu de cette publication";

/// How those who answered came to be asked.
fn chosen(facts: Option<&NoticeFacts>, is_open: bool) -> Cow<'_, str> {
    match facts {
        _ if is_open => "ouverte à qui voulait y répondre\u{a0}: les personnes se sont choisies elles-mêmes".into(),
        None => UNKNOWN.into(),
        Some(NoticeFacts { sampling: Some(sampling), .. }) => set(sampling),
        Some(facts) if facts.quotas.is_empty() => {
            "sans quotas\u{a0}: l’échantillon n’est pas représentatif et ne vaut que pour les personnes interrogées"
                .into()
        }
        Some(_) => "méthode des quotas".into(),
    }
}

fn sampling(content: &ReleaseContent, facts: Option<&NoticeFacts>, is_open: bool) -> Markup {
    let quotas = facts.map_or(&[][..], |facts| &facts.quotas);
    let incentive = facts.map_or(Some(UNKNOWN), |facts| facts.incentive.as_deref());
    html! {
        dl.facts {
            dt { "Choix des personnes" } dd { (chosen(facts, is_open)) }
            @if !quotas.is_empty() { dt { "Critères des quotas" } dd { (quotas.join(", ").to_lowercase()) } }
            dt { "Conditions" } dd { (mode_words(&content.wave.mode)) }
            dt { "Gratification" } dd { (set(incentive.unwrap_or("aucune déclarée"))) }
            @if let Some(standard) = facts.and_then(|facts| facts.standard.as_ref()) { dt { "Norme suivie" } dd { (set(standard)) } }
            @if !content.wave.questionnaire_notice.is_empty() { dt { "Questionnaire" } dd { (set(&content.wave.questionnaire_notice)) } }
        }
    }
}

/// Those who began and are not in the figures, over all who could have been.
fn overall(facts: Option<&NoticeFacts>) -> Markup {
    let Some(facts) = facts.filter(|facts| !facts.dispositions.is_empty()) else {
        return html! { p { "La non-réponse à l’ensemble n’est pas connue de cette publication." } };
    };
    let of = |disposition| facts.count(disposition);
    let (completed, left) = (of(Disposition::Completed), of(Disposition::Abandoned) + of(Disposition::Started));
    let refused = of(Disposition::Refused);
    let eligible = completed + left + refused;
    html! {
        table.plain-table {
            caption { "À l’ensemble\u{a0}: ce que sont devenus les questionnaires commencés" }
            thead { tr { th scope="col" { "Issue" } th.num scope="col" { "Nombre" } } }
            tbody { @for one in &facts.dispositions {
                tr { th scope="row" { (issue(&one.disposition)) } td.num { (count(one.count)) } }
            } }
        }
        @if let Some(share) = ((left + refused) * 100 + eligible / 2).checked_div(eligible) {
            p { "Non-réponse à l’ensemble\u{a0}: " strong { (share) "\u{a0}%" } " (refus et abandons, rapportés aux refus, abandons et questionnaires complets). Qui n’a pas ouvert l’enquête n’est pas compté." }
        }
    }
}

fn issue(disposition: &str) -> &'static str {
    match Disposition::parse(disposition) {
        Some(Disposition::Completed) => "Complets, retenus",
        Some(Disposition::Refused) => "Refus de participer",
        Some(Disposition::Abandoned) => "Abandons en cours",
        Some(Disposition::Started) => "Inachevés",
        Some(Disposition::ScreenedOut) => "Hors du public visé",
        Some(Disposition::QuotaFull) => "Quota déjà atteint",
        Some(Disposition::Rejected) => "Écartés au contrôle",
        None => "Autre issue",
    }
}

fn by_question(content: &ReleaseContent) -> Markup {
    html! {
        div.scroll role="region" aria-label="Non-réponse à chaque question" tabindex="0" {
            table.plain-table {
                caption { "À chaque question, en\u{a0}% de ceux à qui elle a été posée" }
                thead { tr { th scope="col" { "Question" } th.num scope="col" { "Posée à" } th.num scope="col" { "Ne se prononcent pas" } th.num scope="col" { "Refus" } th.num scope="col" { "Sans réponse" } } }
                tbody { @for table in &content.tables { (silent(table)) } }
            }
        }
        p.small.muted { "s\u{a0}: non diffusé, trop peu de réponses. –\u{a0}: la question n’offrait pas cette issue." }
    }
}

fn silent(table: &ReleasedTable) -> Markup {
    let percent = |is_it: &dyn Fn(&ReleasedRow) -> bool| {
        let mut rows = table.total_rows().filter(|(row, _)| is_it(row)).peekable();
        rows.peek()?;
        Some(
            rows.map(|(_, cell)| cell.map(|cell| cell.percent))
                .sum::<Option<u32>>()
                .map_or("s".to_owned(), |sum| sum.to_string()),
        )
    };
    let written = |found: Option<String>| found.unwrap_or_else(|| "–".to_owned());
    html! {
        tr {
            th scope="row" { (set(&table.text)) @if let Some(item) = &table.item_label { span.of { (set(item)) } }
                @if !table.is_asked_to_all() { span.of { (set(&table.base_label)) } } }
            @match table.total() {
                Some(total) => {
                    td.num { (count(total.base_n.into())) }
                    td.num { (written(percent(&|row| row.missing == Some(DeclaredMissing::Nsp)))) }
                    td.num { (written(percent(&|row| row.missing == Some(DeclaredMissing::Refusal)))) }
                    td.num { (written(percent(&|row| row.kind == ReleasedRowKind::NoAnswer))) }
                }
                None => td.masked colspan="4" { "masqué" },
            }
        }
    }
}

fn weighting(content: &ReleaseContent) -> Markup {
    let weights = &content.weighting;
    html! {
        @if weights.margins.is_empty() {
            p { "Aucun\u{a0}: chaque réponse compte pour une." }
        } @else {
            dl.facts {
                dt { "Méthode" } dd { (weighting_words(weights)) }
                dt { "Critères" } dd { ul { @for margin in &weights.margins { li { (margin.label) "\u{a0}: " (set(&margin.source)) } } } }
                dt { "Poids" } dd { "de " (decimal(weights.weight_min)) " à " (decimal(weights.weight_max)) ", effet de plan " (decimal(weights.design_effect)) }
                dt { "Base efficace" } dd { (count(weights.effective_n.into())) " pour " (count(content.base_n.into())) " personnes" }
            }
        }
    }
}

fn margins(content: &ReleaseContent, is_open: bool) -> Markup {
    let effective = content.weighting.effective_n;
    let bases = [content.base_n, 1000, 500, 300, 100, content.disclosure.share_base_min];
    let mut smaller: Vec<u32> = bases.into_iter().filter(|base| *base < effective).collect();
    smaller.sort_unstable_by(|a, b| b.cmp(a));
    smaller.dedup();
    let bases: Vec<u32> = std::iter::once(effective).chain(smaller).collect();
    html! {
        @if is_open {
            p { "Les personnes s’étant choisies elles-mêmes, ces écarts ne disent que l’effet du nombre de réponses\u{a0}; ils ne mesurent pas l’écart avec une population." }
        } @else {
            p { "Tout sondage comporte des marges d’erreur. À 95\u{a0}%, par référence à un tirage aléatoire simple, un chiffre s’entend à plus ou moins\u{a0}:" }
        }
        div.scroll role="region" aria-label="Marges selon la base et le chiffre" tabindex="0" {
            table.plain-table {
                caption { "En points, calculés de la base efficace" }
                thead { tr { th scope="col" { "Base efficace" } @for share in MARGIN_SHARES { th.num scope="col" { @if share == 50 { "50\u{a0}%" } @else { (share) " ou " (100 - share) "\u{a0}%" } } } } }
                tbody { @for (at, base) in bases.iter().enumerate() {
                    tr {
                        th scope="row" { (count((*base).into())) @if at == 0 { span.of { "l’ensemble" } } }
                        @for share in MARGIN_SHARES { td.num { @if let Some(margin) = margin_of_error(share, *base) { (format!("{margin:.1}").replace('.', ",")) } } }
                    }
                } }
            }
        }
        p.small { "L’intervalle imprimé à côté de chaque chiffre tient compte des poids de ce chiffre\u{a0}; il est plus exact que cette table." }
    }
}

fn texts(content: &ReleaseContent) -> Markup {
    html! {
        ol.texts {
            @for tables in content.questions() {
                @if let Some(first) = tables.first() {
                    li {
                        p { strong { (set(&first.text)) } " " span.muted.small { (first.question) ", posée " (first.base_label) @if first.is_multiple { ", plusieurs réponses possibles" } } }
                        @if first.item.is_some() { p.small { "Lignes\u{a0}: " (set(&tables.iter().filter_map(|one| one.item_label.as_deref()).collect::<Vec<_>>().join(" · "))) } }
                        p.small { "Réponses\u{a0}: " (set(&options(first))) }
                    }
                }
            }
        }
    }
}

fn options(table: &ReleasedTable) -> String {
    let options = table.rows.iter().filter(|row| row.kind == ReleasedRowKind::Option).map(|row| row.label.as_str());
    let said = options.collect::<Vec<_>>().join(" · ");
    if said.is_empty() { "un nombre".to_owned() } else { said }
}

fn sample(content: &ReleaseContent) -> Markup {
    let weights = &content.weighting;
    html! {
        @if weights.margins.is_empty() {
            dt { "Base" } dd { (count(content.base_n.into())) " réponses" }
            dt { "Redressement" } dd { "aucun\u{a0}: chaque réponse compte pour une" }
        } @else {
            dt { "Base" } dd { (count(content.base_n.into())) " personnes\u{a0}; base efficace " (count(weights.effective_n.into())) }
            dt { "Redressement" } dd {
                (weighting_words(weights)) "\u{a0}; effet de plan " (decimal(weights.design_effect))
                ", poids de " (decimal(weights.weight_min)) " à " (decimal(weights.weight_max))
            }
            dt { "Marges" } dd { ul { @for margin in &weights.margins { li { (margin.label) "\u{a0}: " (set(&margin.source)) } } } }
        }
    }
}

fn secret(content: &ReleaseContent) -> Markup {
    html! {
        "colonne masquée sous " (content.disclosure.cell_base_min) " personnes, et d’autres avec elle pour qu’elle ne se retrouve pas par différence\u{a0}; pourcentage seul sous "
        (content.disclosure.share_base_min)
    }
}

fn mention(content: &ReleaseContent, is_open: bool) -> Markup {
    html! {
        p.small.muted {
            "Toute reprise porte la mention «\u{a0}" (content.mention(is_open)) "\u{a0}»."
        }
    }
}

/// How people were asked, in words; a mode without words stays as declared.
pub(super) fn mode_words(mode: &str) -> &str {
    match mode {
        "cawi" => "questionnaire auto-administré en ligne (CAWI)",
        "cati" => "entretien téléphonique (CATI)",
        "capi" => "entretien en face à face (CAPI)",
        other => other,
    }
}

pub(super) fn weighting_words(weights: &WeightingSummary) -> String {
    let method = match weights.method.as_str() {
        "raking" => "calage sur marges (raking)",
        "none" => return "aucune : chaque réponse compte pour une".to_owned(),
        other => other,
    };
    format!("{method}, schéma {}", weights.scheme_version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::release::fixture::content;

    #[test]
    fn a_release_that_holds_no_notice_says_so_and_claims_nothing() {
        let said = sampling(&content(), None, false).into_string();
        assert_eq!(said.matches(UNKNOWN).count(), 2, "{said}");
        for claimed in ["représentatif", "aucune déclarée", "quotas"] {
            assert!(!said.contains(claimed), "{claimed}");
        }
        assert!(overall(None).into_string().contains("n’est pas connue de cette publication"));
    }

    #[test]
    fn how_people_were_chosen_is_said_as_the_wave_declares_it() {
        let facts = |quotas: &[&str], sampling: Option<&str>| NoticeFacts {
            quotas: quotas.iter().map(|one| (*one).to_owned()).collect(),
            sampling: sampling.map(str::to_owned),
            ..NoticeFacts::default()
        };
        assert_eq!(chosen(Some(&facts(&["Âge"], None)), false), "méthode des quotas");
        assert_eq!(chosen(Some(&facts(&["Âge"], Some("tirage au sort"))), false), "tirage au sort");
        assert!(chosen(Some(&facts(&[], None)), false).contains("sans quotas"));
        assert!(chosen(Some(&facts(&["Âge"], None)), true).contains("choisies elles-mêmes"));
    }
}
