//! `sonde wave`: the life of a wave, one verb after the other.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::app::letters::Sending;
use crate::app::run_wave::Opening;
use crate::app::wave_status::WaveSummary;
use crate::cli::contacts::{self, ContactsArgs};
use crate::cli::letters::{self, LettersArgs, SendArgs};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, bundle, print, quality, release, start};
use crate::domain::id::WaveSlug;

#[derive(Debug, Subcommand)]
pub(super) enum WaveCommand {
    /// Charger une vague et son questionnaire depuis leurs fichiers
    #[command(after_help = "Exemple : sonde wave load questionnaires/urgence-covid-citoyens/waves/2020-05.toml")]
    Load {
        /// Fichier de la vague : questionnaires/<étude>/waves/<clé>.toml
        #[arg(value_name = "FICHIER")]
        file: PathBuf,
        #[command(flatten)]
        who: Who,
    },
    /// Ouvrir le terrain ; la version du questionnaire est figée
    #[command(after_help = "Exemple : sonde wave open urgence-covid-citoyens-2020-05 --simulated")]
    Open {
        #[command(flatten)]
        wave: Named,
        /// Répondants simulés, quelle que soit la date : tout ce qui en sort le dit
        #[arg(long)]
        simulated: bool,
    },
    /// Ouvrir une nouvelle version du questionnaire en cours de terrain, si ce qui change le permet (sonde diff)
    #[command(after_help = "Exemple : sonde wave revise urgence-covid-citoyens-2020-05 \
                            questionnaires/urgence-covid-citoyens/v2.toml --as marie@exemple.fr")]
    Revise {
        #[command(flatten)]
        wave: Named,
        /// Fichier de la nouvelle version, dont le numéro suit celle du terrain
        #[arg(value_name = "FICHIER")]
        file: PathBuf,
    },
    /// Où en est une vague : état, quotas, passations ; sans nom, toutes les vagues
    #[command(after_help = "Exemple : sonde wave status urgence-covid-citoyens-2020-05")]
    Status {
        /// Nom de la vague
        #[arg(value_name = "VAGUE")]
        wave: Option<String>,
    },
    /// Clore le terrain à la main
    #[command(after_help = "Exemple : sonde wave close urgence-covid-citoyens-2020-05")]
    Close(Named),
    /// Sceller les données ; le lien entre invitations et réponses est détruit
    #[command(after_help = "Exemple : sonde wave seal urgence-covid-citoyens-2020-05")]
    Seal(Named),
    /// Redresser sur les marges de calage
    #[command(after_help = "Exemple : sonde wave weigh urgence-covid-citoyens-2020-05 --as marie@exemple.fr")]
    Weigh(Named),
    /// Approuver les résultats, ou la correction proposée ; pas par la personne qui a redressé, ou proposé
    #[command(after_help = "Exemple : sonde wave approve urgence-covid-citoyens-2020-05 --as paul@exemple.fr")]
    Approve(Named),
    /// Proposer la correction d'une publication ; « wave approve », par une autre personne, la publie sous un nouveau numéro
    #[command(after_help = "Exemple : sonde wave correct urgence-covid-citoyens-2020-05 \
                            --file questionnaires/urgence-covid-citoyens/waves/2020-05.toml \
                            --reason \"Le titre donnait une autre année que celle du terrain\" --as marie@exemple.fr")]
    Correct {
        #[command(flatten)]
        wave: Named,
        /// Fichier de la vague, corrigé : libellés, redressement, plan de tableaux
        #[arg(long, value_name = "FICHIER")]
        file: PathBuf,
        /// Ce qui est corrigé et pourquoi : tout le monde le lira
        #[arg(long, value_name = "TEXTE")]
        reason: String,
    },
    /// Constater la levée d'embargo
    #[command(after_help = "Exemple : sonde wave publish urgence-covid-citoyens-2020-05")]
    Publish(Named),
    /// Ce qui a été fait d'une vague, par qui et quand
    #[command(after_help = "Exemple : sonde wave audit urgence-covid-citoyens-2020-05 --json")]
    Audit {
        /// Nom de la vague
        wave: String,
    },
    /// Importer les personnes à inviter, depuis un fichier CSV ou .xlsx ; montre d’abord ce qui serait gardé
    #[command(
        after_help = "Exemple : sonde wave contacts urgence-covid-citoyens-2020-05 contacts.csv --map email=Contact --import"
    )]
    Contacts {
        #[command(flatten)]
        wave: Named,
        #[command(flatten)]
        contacts: ContactsArgs,
    },
    /// Charger les courriers d’une vague, les relire, voir où en sont les envois
    #[command(after_help = "Exemple : sonde wave letters urgence-covid-citoyens-2020-05 \
                            questionnaires/urgence-covid-citoyens/letters/2020-05.toml --preview")]
    Letters {
        #[command(flatten)]
        wave: Named,
        #[command(flatten)]
        letters: LettersArgs,
    },
    /// Inviter : par courrier les contacts importés (--send), ou par des liens personnels montrés une seule fois (--count)
    #[command(after_help = "Exemples : sonde wave invite urgence-covid-citoyens-2020-05 --send --dry-run\n           \
                            sonde wave invite urgence-covid-citoyens-2020-05 --retry-failed\n           \
                            sonde wave invite urgence-covid-citoyens-2020-05 --count 50 > liens.txt")]
    Invite {
        #[command(flatten)]
        wave: Named,
        /// Nombre de liens
        #[arg(long, default_value_t = 1, value_name = "N", conflicts_with = "send")]
        count: u32,
        /// Écrire aux contacts qui n’ont pas encore reçu l’invitation
        #[arg(long)]
        send: bool,
        /// Essayer de nouveau les courriers qui n’ont pas pu partir, invitations et relances, une fois la cause levée
        #[arg(long, conflicts_with_all = ["send", "count"])]
        retry_failed: bool,
        #[command(flatten)]
        sending: SendArgs,
    },
    /// Relancer sans attendre leur jour ceux qui n’ont pas répondu ; chacun est revu au moment de l’envoi
    #[command(after_help = "Exemple : sonde wave remind urgence-covid-citoyens-2020-05 --dry-run")]
    Remind {
        #[command(flatten)]
        wave: Named,
        #[command(flatten)]
        sending: SendArgs,
    },
    /// Les entretiens signalés et les comptes de la qualité du terrain, sans aucune réponse
    #[command(after_help = "Exemple : sonde wave quality urgence-covid-citoyens-2020-05 --json")]
    Quality {
        /// Nom de la vague
        wave: String,
    },
    /// Écarter un entretien, avec un motif ; sa place est rendue, réversible jusqu'au scellement
    #[command(
        after_help = "Exemple : sonde wave exclude urgence-covid-citoyens-2020-05 ENTRETIEN --ground speed --reason \"deux minutes\" --as marie@exemple.fr"
    )]
    Exclude {
        #[command(flatten)]
        wave: Named,
        /// Nom de l'entretien, comme le donne « wave quality »
        #[arg(value_name = "ENTRETIEN")]
        interview: String,
        /// speed, straight_lines, duplicate, attention, open_text ou other
        #[arg(long, value_name = "MOTIF")]
        ground: String,
        /// Pourquoi, en une phrase
        #[arg(long, value_name = "TEXTE")]
        reason: String,
    },
    /// Reprendre un entretien écarté, s'il reste une place dans ses cellules
    #[command(
        after_help = "Exemple : sonde wave readmit urgence-covid-citoyens-2020-05 ENTRETIEN --as marie@exemple.fr"
    )]
    Readmit {
        #[command(flatten)]
        wave: Named,
        /// Nom de l'entretien
        #[arg(value_name = "ENTRETIEN")]
        interview: String,
    },
    /// Permettre à un compte de lire les résultats avant l'embargo, ou l'ôter de la liste ; sans adresse, la liste et ses lectures
    #[command(
        after_help = "Exemples : sonde wave early-reader urgence-covid-citoyens-2020-05 --email paul@exemple.fr\n           \
                            sonde wave early-reader urgence-covid-citoyens-2020-05 --email paul@exemple.fr --remove\n           \
                            sonde wave early-reader urgence-covid-citoyens-2020-05"
    )]
    EarlyReader {
        #[command(flatten)]
        wave: Named,
        /// Compte à inscrire, ou à ôter avec --remove
        #[arg(long, value_name = "ADRESSE")]
        email: Option<String>,
        /// Ôter ce compte de la liste ; ses lectures restent notées
        #[arg(long, requires = "email")]
        remove: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Nom de la vague, comme urgence-covid-citoyens-2020-05
    #[arg(value_name = "VAGUE")]
    wave: String,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, Args)]
pub(super) struct Who {
    /// Compte au nom duquel agir (indispensable pour redresser et approuver)
    #[arg(long = "as", value_name = "ADRESSE")]
    account: Option<String>,
}

pub(super) fn run(common: &Common, command: &WaveCommand) -> Result<(), CliError> {
    let app = start::app(load(common, &Overrides::default())?)?;
    start::runtime()?.block_on(do_command(common, &app, command))
}

async fn do_command(common: &Common, app: &App, command: &WaveCommand) -> Result<(), CliError> {
    match command {
        WaveCommand::Load { file, who } => {
            let actor = start::actor(app, who.account.as_deref()).await?;
            moved(common, &app.load_wave(&actor, bundle::read(file)?).await?);
        }
        WaveCommand::Open { wave, simulated } => {
            let (actor, slug) = wave.resolve(app).await?;
            let opening = if *simulated { Opening::Simulated } else { Opening::Field };
            moved(common, &app.open_wave(&actor, &slug, opening).await?);
            if !common.json && app.landing(&slug).await?.wave.spec.access.open_link {
                say!("Les répondants entrent par /e/{slug}, à l'adresse que « sonde serve » annonce.");
            }
        }
        WaveCommand::Revise { wave, file } => {
            let (actor, slug) = wave.resolve(app).await?;
            print::revised(common, &app.revise_wave(&actor, &slug, bundle::version(file)?).await?);
        }
        WaveCommand::Status { wave: None } => print::waves(common, &app.list_waves().await?),
        WaveCommand::Status { wave: Some(name) } => print::status(common, &app.wave_status(&slug(name)?).await?),
        WaveCommand::Audit { wave } => print::audit(common, &app.wave_audit(&slug(wave)?).await?),
        WaveCommand::Close(wave) => {
            let (actor, slug) = wave.resolve(app).await?;
            moved(common, &app.close_wave(&actor, &slug).await?);
        }
        WaveCommand::Seal(wave) => {
            let (actor, slug) = wave.resolve(app).await?;
            moved(common, &app.seal_wave(&actor, &slug).await?);
        }
        WaveCommand::Weigh(wave) => {
            let (actor, slug) = wave.resolve(app).await?;
            let (summary, diagnostics) = app.weigh_wave(&actor, &slug).await?;
            print::weighed(common, &summary, &diagnostics);
        }
        WaveCommand::Approve(wave) => {
            let (actor, slug) = wave.resolve(app).await?;
            moved(common, &app.approve_wave(&actor, &slug).await?);
        }
        WaveCommand::Publish(wave) => {
            let (actor, slug) = wave.resolve(app).await?;
            moved(common, &app.publish_wave(&actor, &slug).await?);
        }
        WaveCommand::Contacts { .. }
        | WaveCommand::Letters { .. }
        | WaveCommand::Invite { .. }
        | WaveCommand::Remind { .. } => {
            invite(common, app, command).await?;
        }
        WaveCommand::Quality { .. } | WaveCommand::Exclude { .. } | WaveCommand::Readmit { .. } => {
            look(common, app, command).await?;
        }
        WaveCommand::Correct { .. } | WaveCommand::EarlyReader { .. } => release::run(common, app, command).await?,
    }
    Ok(())
}

/// The people a wave invites, and what is written to them.
async fn invite(common: &Common, app: &App, command: &WaveCommand) -> Result<(), CliError> {
    match command {
        WaveCommand::Contacts { wave, contacts } => {
            contacts::run(common, app, wave.resolve(app).await?, contacts).await?;
        }
        WaveCommand::Letters { wave, letters } => {
            letters::run(common, app, wave.resolve(app).await?, letters).await?;
        }
        WaveCommand::Invite { wave, retry_failed: true, sending, .. } => {
            letters::send(common, app, wave.resolve(app).await?, Sending::Failed, sending).await?;
        }
        WaveCommand::Invite { wave, send, sending, .. } if *send || sending.is_about_letters() => {
            letters::send(common, app, wave.resolve(app).await?, Sending::Invitations, sending).await?;
        }
        WaveCommand::Remind { wave, sending } => {
            letters::send(common, app, wave.resolve(app).await?, Sending::Reminders, sending).await?;
        }
        WaveCommand::Invite { wave, count, .. } => {
            let (actor, slug) = wave.resolve(app).await?;
            print::links(common, &app.make_invitations(&actor, &slug, *count).await?);
        }
        _ => {}
    }
    Ok(())
}

/// The quality of the field, and the decisions of people.
async fn look(common: &Common, app: &App, command: &WaveCommand) -> Result<(), CliError> {
    match command {
        WaveCommand::Quality { wave } => quality::print(common, &app.review(&slug(wave)?).await?),
        WaveCommand::Exclude { wave, interview, ground, reason } => {
            let (actor, slug) = wave.resolve(app).await?;
            app.exclude_interview(&actor, &slug, interview, (ground, reason)).await?;
            print::done(common, "excluded", "Entretien écarté ; sa place est rendue à ses cellules.");
        }
        WaveCommand::Readmit { wave, interview } => {
            let (actor, slug) = wave.resolve(app).await?;
            app.readmit_interview(&actor, &slug, interview).await?;
            print::done(common, "readmitted", "Entretien repris : il compte à nouveau.");
        }
        _ => {}
    }
    Ok(())
}

impl Named {
    pub(super) async fn resolve(&self, app: &App) -> Result<(crate::app::account::Actor, WaveSlug), CliError> {
        Ok((start::actor(app, self.who.account.as_deref()).await?, slug(&self.wave)?))
    }
}

pub(super) fn slug(name: &str) -> Result<WaveSlug, CliError> {
    WaveSlug::parse(name).map_err(|error| CliError::Refused(error.to_string()))
}

fn moved(common: &Common, summary: &WaveSummary) {
    print::summary(common, summary);
}
