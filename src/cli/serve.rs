//! `sonde serve`: the doors and the jobs, until told to stop.

use clap::Args;
use tokio::sync::watch;

use crate::app::App;
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};
use crate::jobs;
use crate::web::Server;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Adresse et port d'écoute [défaut : 127.0.0.1:8080]
    #[arg(long, value_name = "ADRESSE:PORT")]
    bind: Option<String>,
    /// Adresse publique du service, comme les répondants la voient
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

pub(super) fn run(common: &Common, args: &ServeArgs) -> Result<(), CliError> {
    let overrides = Overrides { bind: args.bind.clone(), public_url: args.public_url.clone() };
    let app = start::app(load(common, &overrides)?)?;
    start::runtime()?.block_on(async {
        serve(&app, |address| {
            if common.json {
                say!("{}", serde_json::json!({ "listening": address.to_string() }));
            } else {
                say!("Sonde écoute sur http://{address} — arrêt : Ctrl-C");
            }
        })
        .await
    })
}

/// Listens and works until SIGINT or SIGTERM; what is under way is finished.
pub(super) async fn serve(app: &App, ready: impl FnOnce(std::net::SocketAddr)) -> Result<(), CliError> {
    let (stop, stopped) = watch::channel(false);
    let mut told = stopped.clone();
    let server = Server::bind(app, async move {
        let _ = told.wait_for(|stopped| *stopped).await;
    })?;
    let bounces = app.bounce_door().await.map_err(CliError::Refused)?;
    ready(server.address());
    let mut jobs = jobs::start(app, &stopped);
    jobs.extend(bounces.map(|door| tokio::spawn(app.clone().receive_bounces(door, stopped))));
    tokio::spawn(async move {
        told_to_stop().await;
        let _ = stop.send(true);
    });
    server.run().await.map_err(|error| CliError::Refused(format!("le serveur s'est arrêté : {error}")))?;
    for job in jobs {
        // A job that panicked has said so in the log.
        let _ = job.await;
    }
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
