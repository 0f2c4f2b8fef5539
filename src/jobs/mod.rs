//! The loop that repeats deeds nobody asks for. Each job calls one deed of `app`, at its own pace, until the stop; a
//! failure is logged and the next turn tries again. Any number of nodes may run it.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::app::{App, AppError};

const SWEEP_PAUSE: Duration = Duration::from_secs(2);
const CLOSE_PAUSE: Duration = Duration::from_secs(2);
const PUBLISH_PAUSE: Duration = Duration::from_secs(2);
const ANNOUNCE_PAUSE: Duration = Duration::from_secs(5);
const MAIL_PAUSE: Duration = Duration::from_secs(3);
const PANEL_PAUSE: Duration = Duration::from_secs(2);
const BOUNCE_PAUSE: Duration = Duration::from_secs(5);
const CLEAR_PAUSE: Duration = Duration::from_secs(10);
/// Writers wait for the file to be written anew: once in a while, and only if something was erased.
const REBUILD_PAUSE: Duration = Duration::from_secs(24 * 3600);
const NOTE_PAUSE: Duration = Duration::from_secs(3600);
const PURGE_PAUSE: Duration = Duration::from_secs(3600);

/// Starts every job; they end when `stop` turns true or its sender is gone.
pub fn start(app: &App, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    vec![
        repeat("sweep_places", SWEEP_PAUSE, stop, app, |app| async move { app.sweep_places().await }),
        repeat("end_unfinished", CLOSE_PAUSE, stop, app, |app| async move { app.end_unfinished().await }),
        repeat("close_overdue", CLOSE_PAUSE, stop, app, |app| async move { app.close_overdue().await }),
        repeat("publish_due", PUBLISH_PAUSE, stop, app, |app| async move { app.publish_due().await }),
        repeat("announce_releases", ANNOUNCE_PAUSE, stop, app, |app| async move { app.announce_releases().await }),
        repeat("deliver_mail", MAIL_PAUSE, stop, app, |app| async move { app.deliver_mail().await }),
        repeat(
            "purge_expired",
            PURGE_PAUSE,
            stop,
            app,
            |app| async move { Ok(app.purge_expired().await?.taken.len()) },
        ),
        repeat("tell_panels", PANEL_PAUSE, stop, app, |app| async move { app.tell_panels().await }),
        repeat("deliver_letters", MAIL_PAUSE, stop, app, |app| async move { app.deliver_letters().await }),
        repeat("take_bounces", BOUNCE_PAUSE, stop, app, |app| async move { app.take_bounces().await }),
        repeat("note_completions", NOTE_PAUSE, stop, app, |app| async move { app.note_completions().await }),
        repeat("clear_log", CLEAR_PAUSE, stop, app, |app| async move { app.clear_log().await }),
        repeat("rebuild_database", REBUILD_PAUSE, stop, app, |app| async move { app.rebuild_database().await }),
        repeat("purge_sessions", PURGE_PAUSE, stop, app, |app| async move { app.purge_sessions().await }),
    ]
}

fn repeat<F, R>(name: &'static str, pause: Duration, stop: &watch::Receiver<bool>, app: &App, deed: F) -> JoinHandle<()>
where
    F: Fn(App) -> R + Send + 'static,
    R: Future<Output = Result<usize, AppError>> + Send,
{
    let (app, mut stop) = (app.clone(), stop.clone());
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(pause);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                _ = stop.wait_for(|stopped| *stopped) => return,
            }
            match deed(app.clone()).await {
                Ok(0) => {}
                Ok(done) => tracing::info!(job = name, done, "done"),
                Err(error) => {
                    tracing::error!(job = name, %error, why = error.private().unwrap_or_default(), "failed");
                }
            }
        }
    })
}
