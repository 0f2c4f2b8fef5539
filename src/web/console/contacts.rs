//! Contacts of a wave in the console: how many there are, and a file to add some. A file is shown before it is kept; between
//! the two it travels with the page, so that nobody's address waits on the server.

use actix_web::http::StatusCode;
use actix_web::web;
use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::Actor;
use crate::app::import_contacts::{Import, SeenColumn};
use crate::app::letters::LetterStatus;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::contact::{Column, FILE_BYTES_MAX};
use crate::domain::id::WaveSlug;
use crate::web::body::{Sent, Upload};
use crate::web::error::Refusal;
use crate::web::html::{Concern, Nav, Shell, count, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// The file as the page carries it, and what stands around it.
const BODY_BYTES_MAX: usize = FILE_BYTES_MAX / 3 * 4 + 64 * 1024;
/// Faulty lines shown on a page.
const FAULTS_SHOWN: usize = 100;

const FILE: &str = "fichier";
const CARRIED: &str = "contenu";
const COLUMN: &str = "colonne";
const DEED: &str = "action";
const KEEP: &str = "importer";

#[derive(Deserialize)]
pub struct After {
    /// How many were just imported.
    importes: Option<u64>,
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let page = Page::read(&app, &slug).await?;
    Ok(reply::page(StatusCode::OK, page.view(after.importes, None)))
}

pub async fn take(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster, sent: Sent) -> Reply {
    let actor = Actor::Account(pollster.0);
    let asked = Asked::of(sent.file_or_form(BODY_BYTES_MAX).await?)?;
    let page = Page::read(&app, &slug).await?;
    if asked.file.is_empty() {
        return Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, page.view(None, Some("Choisissez un fichier."))));
    }
    let seen = match app.preview_contacts(&slug, &asked.file, &[]).await {
        Ok(seen) => seen,
        Err(AppError::BadContacts(why)) => {
            return Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, page.view(None, Some(&why))));
        }
        Err(error) => return Err(error.into()),
    };
    let said = asked.said(&seen);
    if asked.keep {
        match app.import_contacts(&actor, &slug, &asked.file, &said).await {
            Ok(import) => {
                let told = ["?importes=", &import.new.to_string()].concat();
                return Ok(reply::see_other(&[&address(&slug), told.as_str()].concat()));
            }
            Err(AppError::BadContacts(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let import = app.preview_contacts(&slug, &asked.file, &said).await?;
    Ok(reply::page(StatusCode::OK, page.preview(&import, &asked.file)))
}

/// What a page sends.
struct Asked {
    file: Vec<u8>,
    columns: Vec<String>,
    keep: bool,
}

impl Asked {
    fn of(upload: Upload) -> Result<Self, Refusal> {
        let fields = match upload {
            Upload::File(file) => return Ok(Self { file, columns: Vec::new(), keep: false }),
            Upload::Fields(fields) => fields,
        };
        let all = |wanted: &'static str| {
            fields.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        let carried = all(CARRIED).next().unwrap_or_default();
        let file = BASE64URL_NOPAD.decode(carried.as_bytes()).map_err(|_| Refusal::UnreadableBody {
            why: "le fichier n’est pas revenu entier\u{a0}: choisissez-le à nouveau".to_owned(),
        })?;
        Ok(Self { file, columns: all(COLUMN).collect(), keep: all(DEED).any(|deed| deed == KEEP) })
    }

    /// What was chosen for each column, by its rank.
    fn said(&self, seen: &Import) -> Vec<(String, Column)> {
        let chosen = self.columns.iter().enumerate().filter_map(|(at, name)| {
            let column = seen.choices.iter().find(|choice| choice.as_str() == name)?;
            // What the guess says already needs no saying: two columns of one use would push each other out.
            let guessed = seen.columns.get(at).map(|known| &known.column);
            (guessed != Some(column)).then(|| (["#", &(at + 1).to_string()].concat(), column.clone()))
        });
        chosen.collect()
    }
}

struct Page {
    summary: WaveSummary,
    status: LetterStatus,
}

impl Page {
    async fn read(app: &App, slug: &WaveSlug) -> Result<Self, AppError> {
        Ok(Self { summary: app.wave_status(slug).await?.summary, status: app.letter_status(slug).await? })
    }

    fn view(&self, imported: Option<u64>, fault: Option<&str>) -> Markup {
        let content = html! {
            p.muted { a href=(board(&self.summary.slug)) { (self.summary.title) } }
            h1 { "Contacts" }
            @if let Some(why) = fault {
                div.summary role="alert" tabindex="-1" { h2 { "Le fichier n’est pas lu" } p { a href={ "#" (FILE) } { (why) } } }
            }
            @if let Some(number) = imported {
                (flash(&html! {
                    @match number { 0 => "Personne de nouveau dans ce fichier.", 1 => "1 contact importé.", _ => { (count(number)) " contacts importés." } }
                }))
            }
            @if self.status.contacts == 0 {
                p.lead { "Personne n’est encore invité." }
                p { "Importez un fichier des personnes à inviter\u{a0}: il est montré avant d’être gardé, et rien ne part sans vous." }
            } @else {
                dl.facts.card {
                    dt { "Contacts" } dd { (count(self.status.contacts)) }
                    dt { "Ont répondu, jusqu’à hier" } dd { (count(self.status.answered)) }
                }
                p { a.button href={ (board(&self.summary.slug)) "/courriers" } { "Courriers et envois" } }
            }
            (self.upload())
        };
        self.shell("Contacts", Concern::faults(fault.is_some()), &content)
    }

    fn upload(&self) -> Markup {
        html! {
            h2 { @if self.status.contacts == 0 { "Choisir un fichier" } @else { "En ajouter" } }
            form.card method="post" action=(address(&self.summary.slug)) enctype="multipart/form-data" {
                div.field-row {
                    label.field for=(FILE) { "Fichier CSV ou Excel (.xlsx)" }
                    p.help #aide-fichier { "Une ligne de titres, puis une ligne par personne. Seule l’adresse électronique est nécessaire\u{a0}; civilité, nom, prénom, organisation, langue et profil connu servent s’ils y sont. Les autres colonnes ne sont pas gardées." }
                    input id=(FILE) type="file" name=(FILE) accept=".csv,.txt,.xlsx" aria-describedby="aide-fichier" required;
                }
                button type="submit" { "Voir le fichier" }
            }
        }
    }

    fn preview(&self, import: &Import, file: &[u8]) -> Markup {
        let title = "Vérifier avant d’importer";
        let content = html! {
            p.muted { a href=(board(&self.summary.slug)) { (self.summary.title) } " · " a href=(address(&self.summary.slug)) { "Contacts" } }
            h1 { (title) }
            @if let Some(why) = &import.refused {
                div.summary role="alert" tabindex="-1" { h2 { "Aucune adresse" } p { (why) } p { "Dites plus bas quelle colonne est celle des adresses." } }
            } @else {
                (counts(import))
            }
            form method="post" action=(address(&self.summary.slug)) {
                input type="hidden" name=(CARRIED) value=(BASE64URL_NOPAD.encode(file));
                h2 { "Colonnes" }
                p.muted { "Ce que chaque colonne veut dire, tel que son titre le laisse deviner. Changez ce qui ne va pas, puis «\u{a0}Voir à nouveau\u{a0}»." }
                div.scroll { table.columns {
                    caption.hidden-text { "Colonnes du fichier" }
                    thead { tr { th scope="col" { "Titre" } th scope="col" { "Usage" } th scope="col" { "Premières lignes" } } }
                    tbody { @for (at, column) in import.columns.iter().enumerate() { (column_row(at, column, &import.choices)) } }
                } }
                (faults(import))
                div.actions {
                    @if import.refused.is_none() && import.new > 0 {
                        button type="submit" name=(DEED) value=(KEEP) { "Importer " (count(number(import.new))) @if import.new == 1 { " contact" } @else { " contacts" } }
                    }
                    button.second type="submit" name=(DEED) value="voir" { "Voir à nouveau" }
                    a href=(address(&self.summary.slug)) { "Choisir un autre fichier" }
                }
            }
        };
        self.shell(title, Concern::faults(import.refused.is_some()), &content)
    }

    fn shell(&self, title: &str, concern: Concern, content: &Markup) -> Markup {
        let is_simulated = self.summary.is_simulated;
        shell(&Shell { is_simulated, concern, ..Shell::new(title, Nav::Console) }, content)
    }
}

fn counts(import: &Import) -> Markup {
    html! {
        dl.facts.card {
            dt { "À importer" } dd { strong { (count(number(import.new))) } }
            @if import.known > 0 { dt { "Déjà dans la vague" } dd { (count(number(import.known))) " (laissés tels quels)" } }
            @if import.suppressed > 0 {
                dt { "Sans courrier" }
                dd { (count(number(import.suppressed))) " (l’adresse n’existe pas, ou la personne ne veut plus de courrier)" }
            }
            @let lines = faulty_lines(import);
            @if lines > 0 { dt { "Lignes écartées" } dd { (count(number(lines))) " – " a href="#fautes" { "voir lesquelles" } } }
        }
    }
}

fn column_row(at: usize, column: &SeenColumn, choices: &[Column]) -> Markup {
    let id = ["colonne-", &at.to_string()].concat();
    html! {
        tr {
            th scope="row" { label for=(id) { @if column.title.is_empty() { "(sans titre)" } @else { (column.title) } } }
            td { select id=(id) name=(COLUMN) {
                @for choice in choices {
                    option value=(choice.as_str()) selected[*choice == column.column] { (choice.french()) }
                }
            } }
            td.muted { @for cell in column.sample.iter().filter(|cell| !cell.is_empty()).take(3) { (cell) br; } }
        }
    }
}

fn faults(import: &Import) -> Markup {
    let untold = import.faults.len().saturating_sub(FAULTS_SHOWN);
    html! {
        @if !import.faults.is_empty() {
            h2 #fautes { "Lignes écartées" }
            p.muted { "Corrigez-les dans le fichier et importez-le à nouveau\u{a0}: personne n’y est ajouté deux fois." }
            div.scroll { table.columns {
                caption.hidden-text { "Fautes du fichier, ligne par ligne" }
                thead { tr { th.num scope="col" { "Ligne" } th scope="col" { "Colonne" } th scope="col" { "Ce qui ne va pas" } } }
                tbody { @for fault in import.faults.iter().take(FAULTS_SHOWN) {
                    tr {
                        td.num { (fault.line) } td { (fault.column) }
                        td { (fault.what) @if let Some(expected) = &fault.expected { br; span.muted { "attendu\u{a0}: " (expected) } } }
                    }
                } }
            } }
            @if untold > 0 { p { "… et " (count(number(untold))) " autres." } }
        }
    }
}

fn faulty_lines(import: &Import) -> usize {
    import.faults.iter().map(|fault| fault.line).collect::<std::collections::BTreeSet<_>>().len()
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn board(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str()].concat()
}

fn address(slug: &WaveSlug) -> String {
    [&board(slug), "/contacts"].concat()
}
