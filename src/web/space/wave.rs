//! One release in the space: its files, its tables to pick and look at, and the lines of code that read it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::pick_tables::{Pick, breaks, picked_csv};
use crate::app::read_release::{Reader, StoredRelease};
use crate::domain::id::{QuestionId, WaveSlug};
use crate::domain::release::ReleaseContent;
use crate::domain::wave::paris;
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, count, shell, shown, typeset};
use crate::web::identity::Browsing;
use crate::web::problem::ProblemItem;
use crate::web::reply::{self, Reply};
use crate::web::results::files::weight;
use crate::web::results::neutral;
use crate::web::results::release::early;
use crate::web::space::files::{FileLink, listed};
use crate::web::space::{preview, snippet};

/// As the form sends what was ticked: `t` a question, `b` a variable crossed with.
type Ticked = web::Query<Vec<(String, String)>>;

pub async fn show(app: web::Data<App>, browsing: Browsing, slug: web::Path<WaveSlug>, ticked: Ticked) -> Reply {
    let stored = app.read_release(Reader::Account(&browsing.0), &slug).await.map_err(neutral)?;
    let content = stored.released.content();
    let mut pick = picked(content, &ticked)?;
    let is_chosen = !pick.questions.is_empty();
    if !is_chosen {
        pick.questions.insert(content.headline.clone());
    }
    let address = [&app.settings().public_url, "/api/v1/releases/", slug.as_str(), ".csv"].concat();
    Ok(reply::page(StatusCode::OK, view(&stored, &pick, is_chosen, &address)))
}

pub async fn csv(app: web::Data<App>, browsing: Browsing, slug: web::Path<WaveSlug>, ticked: Ticked) -> Reply {
    let stored = app.read_release(Reader::Account(&browsing.0), &slug).await.map_err(neutral)?;
    let pick = picked(stored.released.content(), &ticked)?;
    if pick.questions.is_empty() {
        return Err(Refusal::BadFields(vec![ProblemItem::at(
            "t",
            "aucun tableau n’est choisi : cochez-en un au moins",
        )]));
    }
    let bytes = picked_csv(&stored, &pick)?;
    app.note_download(&browsing.0, &slug, stored.number, "tableaux-choisis.csv").await?;
    let name = [slug.as_str(), "-tableaux-choisis.csv"].concat();
    let shown = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, ["attachment; filename=\"", &name, "\""].concat()))
        .body(bytes);
    Ok(shown)
}

/// What was ticked, if the plan has it all.
fn picked(content: &ReleaseContent, ticked: &[(String, String)]) -> Result<Pick, Refusal> {
    let of = |name: &str| {
        let values = ticked.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| QuestionId::parse(value).map_err(|_| value.clone())).collect::<Result<_, _>>()
    };
    let pick = of("t").and_then(|questions| Ok(Pick { questions, breaks: of("b")? }));
    let unknown = match &pick {
        Ok(pick) => pick.unknown(content).first().map(ToString::to_string),
        Err(text) => Some(text.clone()),
    };
    match (pick, unknown) {
        (Ok(pick), None) => Ok(pick),
        (_, unknown) => {
            let what = format!("le plan de tableaux n’a pas « {} »", unknown.unwrap_or_default());
            Err(Refusal::AbsentItem(Box::new(ProblemItem::at("t", &what))))
        }
    }
}

fn view(stored: &StoredRelease, pick: &Pick, is_chosen: bool, address: &str) -> Markup {
    let content = stored.released.content();
    let title = typeset(content.wave.title.as_str().into());
    let body = html! {
        p.muted { a href="/espace" { "Espace" } " · vague " (content.wave.key) }
        h1 { (title) }
        @if stored.is_early { (early()) }
        (facts(stored, content))
        (files(&listed(stored)))
        (picker(content, pick))
        section aria-labelledby="apercu" {
            h2 #apercu { "Aperçu" }
            @if !is_chosen { p.muted { "Rien n’est coché\u{a0}: voici la question de tête." } }
            (preview::view(content, pick))
            p.small.muted { "s\u{a0}: secret, trop peu de réponses ou chiffre qui en dirait trop. *\u{a0}: base faible. Les pourcentages sont pondérés, les bases ne le sont pas." }
        }
        section aria-labelledby="code" {
            h2 #code { "Lire depuis un programme" }
            (snippet::view(&snippet::of(address)))
        }
    };
    shell(&Shell { is_simulated: content.is_simulated, ..Shell::new(&title, Nav::Space) }, &body)
}

fn facts(stored: &StoredRelease, content: &ReleaseContent) -> Markup {
    html! {
        dl.facts {
            dt { "Population" } dd { (typeset(content.wave.universe.as_str().into())) }
            dt { "Terrain" } dd { "du " (paris::day_words(content.wave.fieldwork_start)) " au " (paris::day_words(content.wave.fieldwork_end)) }
            dt { "Base" } dd { (count(content.base_n.into())) " réponses, base efficace " (count(content.weighting.effective_n.into())) }
            dt { "Publication" } dd { "nº\u{a0}" (stored.number) ", empreinte " code { (stored.digest.hex().get(..16).unwrap_or_default()) } }
            @if !stored.is_early { dt { "Page publique" } dd { a href={ "/resultats/" (content.wave.slug) } { "Résultats, notice de méthode et citation" } } }
        }
    }
}

fn files(files: &[FileLink]) -> Markup {
    html! {
        section.card aria-labelledby="fichiers" {
            h2 #fichiers { "Fichiers" }
            ul.files {
                @for file in files {
                    li {
                        a href=(file.address) { (file.name) }
                        span.small.muted { (file.purpose) @if let Some(bytes) = file.bytes { " · " (weight(bytes)) } }
                    }
                }
            }
        }
    }
}

/// Tables of the plan, ticked; the same form looks at them and takes them.
fn picker(content: &ReleaseContent, pick: &Pick) -> Markup {
    let mut questions: Vec<(&QuestionId, &str)> = Vec::new();
    for table in &content.tables {
        if !questions.iter().any(|(known, _)| *known == &table.question) {
            questions.push((&table.question, &table.text));
        }
    }
    let action = ["/espace/vagues/", content.wave.slug.as_str()].concat();
    html! {
        form.card.picker method="get" action={ (action) "#apercu" } {
            h2 { "Choisir des tableaux" }
            fieldset {
                legend { "Questions" }
                div.ticks {
                    @for (id, text) in &questions {
                        label.tick { input type="checkbox" name="t" value=(id) checked[pick.questions.contains(*id)]; span { (shown(text, &BTreeMap::new())) " " span.small.muted { (id) } } }
                    }
                }
            }
            @let variables = breaks(content);
            @if !variables.is_empty() {
                fieldset {
                    legend { "Croisées par" }
                    div.ticks.short {
                        @for (id, label) in &variables {
                            label.tick { input type="checkbox" name="b" value=(id) checked[pick.breaks.contains(id)]; span { (typeset(label.as_str().into())) } }
                        }
                    }
                }
            }
            div.actions {
                button type="submit" { "Voir l’aperçu" }
                button.second type="submit" formaction={ (action) "/tableaux.csv" } { "Télécharger en CSV" }
            }
        }
    }
}
