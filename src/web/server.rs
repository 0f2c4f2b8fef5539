//! The HTTP server: bound, limited, stopped gracefully. It prints nothing: what went wrong is a value.

use std::any::Any;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};
use thiserror::Error;

use crate::app::App;
use crate::web::limits::Limits;
use crate::web::results::kept::Kept;
use crate::web::{guard, routes};

const KEEP_ALIVE_SECONDS: u64 = 30;
/// Headers must have arrived by then.
const REQUEST_HEAD_SECONDS_MAX: u64 = 5;
const DISCONNECT_SECONDS_MAX: u64 = 2;
/// Whoever asks for a reply and takes none of it for so long is cut: the rest of it would wait here for good.
#[cfg(target_os = "linux")]
const UNREAD_SECONDS_MAX: u64 = 20;
/// What is under way when the stop comes may take this long.
const STOP_SECONDS_MAX: u64 = 25;
const CONNECTIONS_MAX: usize = 20_000;
const BACKLOG: u32 = 2_048;

/// Why the service can't listen.
#[derive(Debug, Error)]
pub enum BindError {
    #[error(
        "L'adresse {0} est déjà prise par un autre programme : arrêtez-le, ou choisissez-en une autre (--bind 127.0.0.1:8081)."
    )]
    PortTaken(SocketAddr),
    #[error("L'adresse {0} demande des droits que ce compte n'a pas : choisissez un port au-dessus de 1023.")]
    NotPermitted(SocketAddr),
    #[error("L'adresse {0} n'est pas une adresse de cette machine.")]
    NotOurs(SocketAddr),
    #[error("Impossible d'écouter sur {0} : {1}.")]
    Other(SocketAddr, io::Error),
}

/// A server that listens; it answers once `run` is awaited.
pub struct Server {
    address: SocketAddr,
    running: actix_web::dev::Server,
}

impl Server {
    /// Takes the port of the settings (0: any free one). `stop`: when it ends, no new connection is taken and what is
    /// under way is finished. Must be called inside a tokio runtime.
    pub fn bind(app: &App, stop: impl Future<Output = ()> + Send + 'static) -> Result<Self, BindError> {
        let wanted = app.settings().bind;
        let shared = web::Data::new(app.clone());
        let limits = web::Data::new(Limits::new(app.settings().starts_per_minute, &app.settings().proxies));
        let kept = web::Data::new(Kept::default());
        let factory = move || {
            let service = Actix::new().app_data(shared.clone()).app_data(limits.clone()).app_data(kept.clone());
            service.wrap(from_fn(guard::guard)).configure(routes::configure)
        };
        let server = HttpServer::new(factory)
            .workers(app.settings().workers.max(1))
            .backlog(BACKLOG)
            .max_connections(CONNECTIONS_MAX)
            .keep_alive(Duration::from_secs(KEEP_ALIVE_SECONDS))
            .client_request_timeout(Duration::from_secs(REQUEST_HEAD_SECONDS_MAX))
            .client_disconnect_timeout(Duration::from_secs(DISCONNECT_SECONDS_MAX))
            .on_connect(cut_if_unread)
            .shutdown_timeout(STOP_SECONDS_MAX)
            .disable_signals()
            .shutdown_signal(stop)
            .bind(wanted)
            .map_err(|error| reason(wanted, error))?;
        let address = server.addrs().first().copied().unwrap_or(wanted);
        Ok(Self { address, running: server.run() })
    }

    /// Where it really listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the stop.
    pub async fn run(self) -> io::Result<()> {
        self.running.await
    }
}

/// The server writes without a limit of its own, and the system can hold one: what was sent and not taken by then ends the
/// connection. Where a system has no such limit, a proxy in front does it.
#[cfg(target_os = "linux")]
fn cut_if_unread(connection: &dyn Any, _: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let limit = Some(Duration::from_secs(UNREAD_SECONDS_MAX));
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_user_timeout(limit) {
        tracing::debug!(%error, "a connection without a limit on what is unread");
    }
}

#[cfg(not(target_os = "linux"))]
fn cut_if_unread(_: &dyn Any, _: &mut Extensions) {}

fn reason(wanted: SocketAddr, error: io::Error) -> BindError {
    match error.kind() {
        io::ErrorKind::AddrInUse => BindError::PortTaken(wanted),
        io::ErrorKind::PermissionDenied => BindError::NotPermitted(wanted),
        io::ErrorKind::AddrNotAvailable => BindError::NotOurs(wanted),
        _ => BindError::Other(wanted, error),
    }
}
