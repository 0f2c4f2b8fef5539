//! The ways into a wave: the addresses to hand out, and what a panel needs to send its members.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::doors::{Doors, PanelDoor};
use crate::app::respondent::Landing;
use crate::domain::id::WaveSlug;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

const TITLE: &str = "Entrées de la vague";

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let (landing, doors) = (app.landing(&slug).await?, app.doors(&slug).await?);
    Ok(reply::page(StatusCode::OK, view(&landing, &doors)))
}

fn view(landing: &Landing, doors: &Doors) -> Markup {
    let spec = &landing.wave.spec;
    let content = html! {
        p.muted { a href={ "/console/vagues/" (spec.slug) } { (spec.title) } }
        h1 { (TITLE) }
        @if spec.is_consultation() {
            p { "Cette vague est ouverte à qui veut\u{a0}: elle est dite «\u{a0}consultation\u{a0}», sur sa première page comme dans ses résultats." }
        }
        @if let Some(address) = &doors.open {
            h2 { "Lien ouvert" }
            p { code { (address) } }
            p.muted { "Pour qui a l’adresse. Les débuts sont cadencés par adresse et par réseau, et nul ne retient à lui seul beaucoup de places." }
        }
        @if doors.has_invitations {
            h2 { "Liens personnels" }
            p { "Un lien par personne, à usage unique\u{a0}: l’ouvrir ne dépense rien, le même lien reprend où l’on en était." }
        }
        @if doors.takes_calls {
            h2 { "Téléphone" }
            p { a href={ "/console/vagues/" (spec.slug) "/entretien" } { "Appels et entretiens" } }
        }
        @if let Some(address) = &doors.kiosk {
            h2 { "Borne" }
            p { code { (address) } }
            p.muted { "À ouvrir sur l’appareil\u{a0}: il devient une borne pour quatorze heures, oublie chacun à la fin ou après trois minutes sans y toucher, et revient à l’accueil." }
        }
        @if let Some(panel) = &doors.panel { (panel_door(panel)) }
        p { "Sur chaque page du questionnaire, un code permet de reprendre sur un autre appareil, à l’adresse " code { "/e/" (spec.slug) "/reprendre" } "." }
    };
    shell(&Shell { is_simulated: landing.is_simulated, ..Shell::new(TITLE, Nav::Console) }, &content)
}

fn panel_door(panel: &PanelDoor) -> Markup {
    html! {
        h2 { (panel.name) }
        p { code { (panel.entry) } }
        @match &panel.key {
            Some(key) => {
                p { "La signature est le dernier paramètre\u{a0}: HMAC-SHA-256, en hexadécimal, de tout ce qui la précède après le «\u{a0}?\u{a0}», avec la clé\u{a0}:" }
                details { summary { "Montrer la clé" } p { code { (key) } } p.muted { "À remettre au panel par un canal sûr\u{a0}: qui l’a peut entrer au nom de chacun." } }
            }
            None => p { strong { "Sans signature" } "\u{a0}: qui connaît l’adresse entre au nom qu’il veut. Demandez une signature si le panel sait en faire une." },
        }
        @if let Some((waiting, told, given_up)) = panel.notices {
            p { "Avis au serveur du panel\u{a0}: " (count(shown(told))) " reçus, " (count(shown(waiting))) " en attente, " (count(shown(given_up))) " abandonnés." }
        }
    }
}

fn shown(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
