//! `sonde wave letters`, `wave invite --send` and `wave remind`: the texts of a wave's letters, and sending them.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::letters::{LetterStatus, Rehearsal, Sending};
use crate::cli::{CliError, Common, bundle};
use crate::domain::id::WaveSlug;
use crate::domain::wave::paris;

/// Between two looks at letters on their way.
const LOOK_PAUSE: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(super) struct LettersArgs {
    /// Fichier des courriers : questionnaires/<étude>/letters/<clé>.toml
    #[arg(value_name = "FICHIER")]
    file: Option<PathBuf>,
    /// Montrer chaque courrier tel qu’il partirait
    #[arg(long)]
    preview: bool,
    /// Montrer la partie HTML plutôt que le texte
    #[arg(long, requires = "preview")]
    html: bool,
}

#[derive(Debug, Args)]
pub(super) struct SendArgs {
    /// Dire qui recevrait quoi, sans rien envoyer
    #[arg(long)]
    dry_run: bool,
    /// Suivre les envois jusqu’au dernier ; « sonde serve » doit tourner, c’est lui qui envoie
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
}

impl SendArgs {
    /// Said without `--send`, they can only be about letters.
    pub(super) fn is_about_letters(&self) -> bool {
        self.dry_run || self.wait
    }
}

pub(super) async fn run(
    common: &Common,
    app: &App,
    (actor, slug): (Actor, WaveSlug),
    args: &LettersArgs,
) -> Result<(), CliError> {
    if let Some(path) = &args.file {
        let text = bundle::text(path)?;
        let changed = app.load_letters(&actor, &slug, &path.display().to_string(), &text).await?;
        if !common.json {
            say!("{}", if changed { "Courriers chargés." } else { "Ces courriers étaient déjà là." });
        }
    }
    if args.preview {
        return preview(common, app, &slug, args.html).await;
    }
    let status = app.letter_status(&slug).await?;
    if common.json {
        say!("{}", told(&status));
    } else {
        tell(&status);
    }
    Ok(())
}

async fn preview(common: &Common, app: &App, slug: &WaveSlug, is_html: bool) -> Result<(), CliError> {
    for sample in app.letter_samples(slug).await? {
        let body = if is_html { sample.written.html() } else { sample.written.text() };
        let (step, language, subject) = (&sample.step, sample.language.code(), &sample.written.subject);
        if common.json {
            say!("{}", json!({ "step": step, "language": language, "subject": subject, "body": body }));
        } else {
            say!("═══ {step} · {language} · objet : {subject}\n\n{body}");
        }
    }
    Ok(())
}

/// Invitations or reminders, rehearsed or sent.
pub(super) async fn send(
    common: &Common,
    app: &App,
    (actor, slug): (Actor, WaveSlug),
    which: Sending,
    args: &SendArgs,
) -> Result<(), CliError> {
    if args.dry_run {
        rehearsed(common, &app.rehearse(&slug, which).await?);
        return Ok(());
    }
    let count = match which {
        Sending::Invitations => app.send_invitations(&actor, &slug).await?,
        Sending::Reminders => app.send_reminders(&actor, &slug).await?,
        Sending::Failed => app.retry_letters(&actor, &slug).await?,
    };
    let status = app.letter_status(&slug).await?;
    if common.json {
        say!("{}", json!({ "planned": count, "next_opening": status.next_opening }));
    } else {
        say!("{count} courriers en partance.");
        if let Some(opening) = status.next_opening {
            say!("Ils peuvent partir à partir du {} ; « sonde serve » les envoie.", paris::words(opening));
        }
        if !status.sends_mail {
            say!("Aucun serveur de courrier n’est réglé (smtp_url, mail_from) : ils attendront.");
        }
    }
    if args.wait { follow(app, &slug).await } else { Ok(()) }
}

/// Until nothing waits for this moment: letters of a later day are not waited for.
async fn follow(app: &App, slug: &WaveSlug) -> Result<(), CliError> {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    loop {
        let (done, all) = app.letters_under_way(slug).await?;
        bar.set_length(all);
        bar.set_position(done);
        if done >= all {
            break;
        }
        tokio::time::sleep(LOOK_PAUSE).await;
    }
    bar.finish_and_clear();
    Ok(())
}

fn rehearsed(common: &Common, rehearsal: &Rehearsal) {
    if common.json {
        let planned: Vec<_> = rehearsal
            .planned
            .iter()
            .map(|one| {
                json!({ "email": one.email, "step": one.step, "language": one.language.code(), "leaves_at": one.leaves_at })
            })
            .collect();
        let kept: serde_json::Map<_, _> =
            rehearsal.kept_back.iter().map(|(fate, count)| (fate.as_str().to_owned(), json!(count))).collect();
        say!("{}", json!({ "planned": planned, "kept_back": kept }));
        return;
    }
    for one in &rehearsal.planned {
        say!("{:<40} {:<14} {}  à partir du {}", one.email, one.step, one.language.code(), paris::words(one.leaves_at));
    }
    say!("\n{} courriers partiraient.", rehearsal.planned.len());
    for (fate, count) in &rehearsal.kept_back {
        say!("{count} personnes n’en recevraient pas : {}.", fate.french());
    }
}

fn tell(status: &LetterStatus) {
    say!("{} contacts, dont {} ont répondu (jusqu’à hier).", status.contacts, status.answered);
    if !status.has_plan {
        say!("Les courriers de cette vague ne sont pas chargés : sonde wave letters VAGUE FICHIER.");
        return;
    }
    for step in &status.steps {
        say!(
            "  {:<14} en attente {:>6}   envoyés {:>6}   revenus {:>4}   refusés {:>4}",
            step.id,
            step.waiting,
            step.sent,
            step.returned,
            step.failed
        );
        for (fate, count) in &step.kept_back {
            say!("  {:<14} non envoyés {count:>5} : {}", "", fate.french());
        }
    }
    if let Some(opening) = status.next_opening {
        say!("Les courriers peuvent partir à partir du {}.", paris::words(opening));
    }
}

fn told(status: &LetterStatus) -> serde_json::Value {
    let steps: Vec<_> = status
        .steps
        .iter()
        .map(|step| {
            let kept: serde_json::Map<_, _> =
                step.kept_back.iter().map(|(fate, count)| (fate.as_str().to_owned(), json!(count))).collect();
            json!({ "id": step.id, "after_days": step.after_days, "waiting": step.waiting, "sent": step.sent,
                    "failed": step.failed, "returned": step.returned, "kept_back": kept })
        })
        .collect();
    json!({ "letters": {
        "contacts": status.contacts, "answered": status.answered, "is_loaded": status.has_plan,
        "sends_mail": status.sends_mail, "next_opening": status.next_opening, "steps": steps,
    } })
}
