//! The service under test: a real server on a database of its own, with waves, accounts and the people who call it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use sonde::app::App;
use sonde::app::account::{Account, Actor, Role};
use sonde::app::keys::Keys;
use sonde::app::run_wave::Opening;
use sonde::app::settings::{MailSettings, OpenDoor, Settings, SmtpSettings};
use sonde::web::{BindError, Server};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::small_wave;

/// Of the tests only.
pub const SECRET: &str = "6f1c2ab47d9e035812f4c7a9be60d31548a7ff02913cd6e5b48217c09ad3ee71";
pub const PASSWORD: &str = "une phrase de passe";
pub const BODY_BYTES_MAX: usize = 64 * 1024;

const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Loaded, not opened.
pub const READY: &str = "2020-01";
pub const OPEN: &str = "2020-02";
/// Approved, under embargo.
pub const HELD: &str = "2020-03";
pub const PUBLIC: &str = "2020-04";

pub struct Service {
    pub app: App,
    pub address: SocketAddr,
    runtime: Runtime,
    stop: Option<oneshot::Sender<()>>,
}

/// Somebody who calls: what they would show to the API, and what their browser would send elsewhere.
#[derive(Clone, Default)]
pub struct Caller {
    pub token: Option<String>,
    pub cookies: Vec<String>,
}

impl Service {
    pub fn start(db: &TestDatabase) -> Self {
        Self::start_with(db, ANY_PORT, 0, &[]).unwrap()
    }

    /// The same on a given address, which may be taken.
    pub fn start_on(db: &TestDatabase, bind: SocketAddr) -> Result<Self, BindError> {
        Self::start_with(db, bind, 0, &[])
    }

    /// The same, where so many interviews a minute may begin from one address.
    pub fn start_paced(db: &TestDatabase, starts_per_minute: u32) -> Self {
        Self::start_with(db, ANY_PORT, starts_per_minute, &[]).unwrap()
    }

    /// The same, behind proxies at these addresses.
    pub fn start_behind(db: &TestDatabase, starts_per_minute: u32, proxies: &[IpAddr]) -> Self {
        Self::start_with(db, ANY_PORT, starts_per_minute, proxies).unwrap()
    }

    /// The same, where the open link is guarded as it is by default, behind a proxy of this machine.
    pub fn start_guarded(db: &TestDatabase) -> Self {
        let proxies = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let settings = Settings { open_door: OpenDoor::USUAL, proxies, ..settings(db, ANY_PORT, 0) };
        Self::start_set(db, settings).unwrap()
    }

    /// The same, at an address of the outside.
    pub fn start_at(db: &TestDatabase, public_url: &str) -> Self {
        let settings = Settings { public_url: public_url.to_owned(), ..settings(db, ANY_PORT, 0) };
        Self::start_set(db, settings).unwrap()
    }

    /// The same, handing its letters to the mail server at this address.
    pub fn start_mailing(db: &TestDatabase, smtp_url: &str) -> Self {
        let smtp =
            SmtpSettings { url: smtp_url.to_owned(), from: "sonde@example.org".to_owned(), ..SmtpSettings::default() };
        let settings = Settings { mail: MailSettings::Smtp(Box::new(smtp)), ..settings(db, ANY_PORT, 0) };
        Self::start_set(db, settings).unwrap()
    }

    /// The same, with a door for letters that came back; nobody stands at it by itself.
    pub fn start_with_bounce_door(db: &TestDatabase, door: SocketAddr) -> Self {
        let smtp = SmtpSettings {
            url: "smtp://127.0.0.1:1".to_owned(),
            from: "sonde@example.org".to_owned(),
            bounces_to: Some("rebonds@example.org".to_owned()),
            bounce_lmtp: Some(door),
            ..SmtpSettings::default()
        };
        let settings = Settings { mail: MailSettings::Smtp(Box::new(smtp)), ..settings(db, ANY_PORT, 0) };
        Self::start_set(db, settings).unwrap()
    }

    fn start_with(
        db: &TestDatabase,
        bind: SocketAddr,
        starts_per_minute: u32,
        proxies: &[IpAddr],
    ) -> Result<Self, BindError> {
        Self::start_set(db, Settings { proxies: proxies.to_vec(), ..settings(db, bind, starts_per_minute) })
    }

    fn start_set(db: &TestDatabase, settings: Settings) -> Result<Self, BindError> {
        let store = db.store();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (app, server) = runtime.block_on(async {
            let app = App::new(settings, store, Keys::from_secret(SECRET).unwrap()).unwrap();
            Server::bind(&app, async { drop(stopped.await) }).map(|server| (app, server))
        })?;
        let address = server.address();
        runtime.spawn(server.run());
        Ok(Self { app, address, runtime, stop: Some(stop) })
    }

    pub fn run<F: Future>(&self, deed: F) -> F::Output {
        self.runtime.block_on(deed)
    }

    pub fn account(&self, email: &str, role: Role) -> Account {
        self.run(self.app.add_account(email, email, role, PASSWORD)).unwrap()
    }

    /// The pollster of that address, made the first time.
    pub fn staff(&self, email: &str) -> Actor {
        let known = self.run(self.app.account_by_email(email)).unwrap();
        Actor::Account(known.unwrap_or_else(|| self.account(email, Role::Pollster)))
    }

    /// An account, signed in to the API and to the console.
    pub fn signed_in(&self, email: &str, role: Role) -> Caller {
        self.account(email, role);
        let tokens = self.run(self.app.sign_in(email, PASSWORD)).unwrap();
        let (session, _) = self.run(self.app.open_console(email, PASSWORD)).unwrap();
        Caller { token: Some(tokens.access), cookies: vec![format!("sonde_session={session}")] }
    }

    pub fn load(&self, key: &str, embargo: &str) {
        self.run(self.app.load_wave(&by("loader"), small_wave::bundle(key, embargo))).unwrap();
    }

    pub fn open(&self, key: &str, embargo: &str) {
        self.load(key, embargo);
        self.run(self.app.open_wave(&by("opener"), &small_wave::slug(key), Opening::Simulated)).unwrap();
    }

    /// One whole interview; `number` makes its key.
    pub fn interview(&self, key: &str, number: usize, sex: &str, opinion: &str) -> Reply {
        Request::new("POST", &format!("/e/petite-etude-{key}/reponse"))
            .header("idempotency-key", &format!("test-interview-{key}-{number:04}"))
            .json(&small_wave::interview(sex, opinion))
            .send(self.address)
    }

    /// Fills a wave and seals it. Each opinion is the answer of the people of its rank, in turn.
    pub fn sealed(&self, key: &str, embargo: &str, opinions: &[&str]) {
        self.open(key, embargo);
        for number in 0..40 {
            let sex = if number % 2 == 0 { "homme" } else { "femme" };
            let reply = self.interview(key, number, sex, opinions[number % opinions.len()]);
            assert_eq!(reply.status, 201, "{}", reply.text());
        }
        let slug = small_wave::slug(key);
        self.run(async {
            // Filled, the wave has closed by itself.
            let state = self.app.wave_status(&slug).await.unwrap().summary.state;
            if state == sonde::domain::wave::WaveState::Open {
                self.app.close_wave(&by("closer"), &slug).await.unwrap();
            }
            self.app.seal_wave(&by("closer"), &slug).await.unwrap();
        });
    }

    /// The same, up to its approval.
    pub fn approved(&self, key: &str, embargo: &str, opinions: &[&str]) {
        self.sealed(key, embargo, opinions);
        let slug = small_wave::slug(key);
        let (weigher, approver) = (self.staff("weigher@example.org"), self.staff("approver@example.org"));
        self.run(async {
            self.app.weigh_wave(&weigher, &slug).await.unwrap();
            self.app.approve_wave(&approver, &slug).await.unwrap();
        });
    }

    pub fn published(&self, key: &str, opinions: &[&str]) {
        self.approved(key, small_wave::PAST, opinions);
        self.run(self.app.publish_wave(&by("publisher"), &small_wave::slug(key))).unwrap();
    }

    /// A browser that has begun the interview of a wave.
    pub fn respondent(&self, key: &str) -> Caller {
        let reply = self.send(Request::new("POST", &format!("/e/petite-etude-{key}")), &Caller::default());
        assert_eq!(reply.status, 303, "{}", reply.text());
        reply.caller()
    }

    pub fn get(&self, target: &str, caller: &Caller) -> Reply {
        self.send(Request::new("GET", target), caller)
    }

    pub fn post(&self, target: &str, form: &str, caller: &Caller) -> Reply {
        self.send(Request::new("POST", target).form(form), caller)
    }

    /// Sends as that caller: the token to the API, the cookies anywhere else.
    pub fn send(&self, mut request: Request, caller: &Caller) -> Reply {
        if request.target().starts_with("/api/") {
            if let Some(token) = &caller.token {
                request = request.header("authorization", &format!("Bearer {token}"));
            }
        } else if !caller.cookies.is_empty() {
            request = request.header("cookie", &caller.cookies.join("; "));
        }
        request.send(self.address)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if !std::thread::panicking() {
            assert_eq!(sonde::web::panics_caught(), 0, "a handler panicked");
        }
    }
}

pub fn by(name: &'static str) -> Actor {
    Actor::Service(name)
}

fn settings(db: &TestDatabase, bind: SocketAddr, starts_per_minute: u32) -> Settings {
    Settings {
        data_folder: PathBuf::from("."),
        database_url: db.url().to_owned(),
        bind,
        public_url: "http://127.0.0.1:8080".to_owned(),
        workers: 1,
        database_readers: 2,
        body_bytes_max: BODY_BYTES_MAX,
        bundle_bytes_max: 1024 * 1024,
        proxies: Vec::new(),
        starts_per_minute,
        open_door: OpenDoor::WIDE,
        mail: MailSettings::Off,
    }
}
