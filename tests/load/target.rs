//! One installation under load: its database, its open wave with room for everybody, its service or services.

use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use tempfile::TempDir;

use crate::arguments::Arguments;
use crate::crowd::{Crowd, fill};
use crate::drive::{Load, Outcome, Work, drive, first_answered, start};
use crate::http::Connection;
use crate::people::{self, Person};
use crate::reference::{self, Row};
use crate::service::{Installation, Service};
use crate::static_server::{StaticServer, keep};
use crate::stored::Stored;
use crate::wave_folder;

/// The quota plan of 1 000 becomes one of 1 000 000, the most a plan may have.
const QUOTA_FACTOR: i64 = 1000;
/// As many as the plan before it is scaled: sent round and round, they fill every cell in step.
const PEOPLE: usize = 1000;

pub struct Target {
    pub name: &'static str,
    pub installation: Installation,
    pub folder: TempDir,
    pub nodes: Vec<Service>,
    pub people: Rc<Vec<Person>>,
    pub acknowledged: Vec<String>,
    runs: u32,
}

impl Target {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::sqlite(folder.path());
        Self::start("sqlite", folder, installation, 1)
    }

    /// A database of its own on this server, two nodes.
    pub fn postgres(server: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("sonde_load_{}", std::process::id());
        let mut connection = PgConnection::establish(server).expect("the server of SONDE_TEST_POSTGRES answers");
        for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            diesel::sql_query(statement).execute(&mut connection).expect("a database of its own");
        }
        let (start, _) = server.rsplit_once('/').expect("an address with a database");
        let installation = Installation::new(folder.path(), &format!("{start}/{name}"));
        Self::start("postgres", folder, installation, 2)
    }

    fn start(name: &'static str, folder: TempDir, installation: Installation, nodes: usize) -> Self {
        let wave = wave_folder::changed(folder.path(), |wave| wave_folder::scale_quotas(wave, QUOTA_FACTOR));
        installation.done(&["wave", "load", &wave.to_string_lossy()]);
        installation.done(&["wave", "open", wave_folder::SLUG, "--simulated"]);
        let people = Rc::new(people::draw(&folder.path().join("questionnaires"), PEOPLE));
        let nodes = (0..nodes).map(|_| installation.serve()).collect();
        Self { name, installation, folder, nodes, people, acknowledged: Vec::new(), runs: 0 }
    }

    pub fn addresses(&self, nodes: usize) -> Vec<SocketAddr> {
        self.nodes.iter().take(nodes).map(|node| node.address).collect()
    }

    /// One load on the first nodes; its receipts are kept for the end.
    pub fn load(&mut self, nodes: usize, connections: usize, seconds: u64, count: u32, work: Work) -> Outcome {
        self.runs += 1;
        let mut outcome = drive(&Load {
            addresses: &self.addresses(nodes),
            connections,
            seconds,
            count,
            work,
            people: &self.people,
            run: &format!("{}-{:04}", self.name, self.runs),
        });
        self.acknowledged.append(&mut outcome.receipts);
        outcome
    }

    /// A crowd on every node; the last node is killed so many times meanwhile, and started again at once.
    pub fn crowd(&mut self, arguments: &Arguments, kills: u32) -> Outcome {
        let crowd = Crowd {
            addresses: self.addresses(self.nodes.len()),
            people: usize::try_from(arguments.people).unwrap_or(1),
            seconds: arguments.seconds,
            think: Duration::from_millis(arguments.think),
            answers: Rc::clone(&self.people),
            is_patient: kills > 0,
        };
        let pause = Duration::from_secs(arguments.seconds) / (kills + 1);
        let (installation, victim) = (&self.installation, self.nodes.last_mut().expect("a node"));
        let mut outcome = std::thread::scope(|scope| {
            scope.spawn(move || {
                for _ in 0..kills {
                    std::thread::sleep(pause);
                    let address = victim.address;
                    victim.kill();
                    *victim = installation.serve_at(address, &[]);
                }
            });
            fill(crowd)
        });
        self.acknowledged.append(&mut outcome.receipts);
        outcome
    }

    /// A server of the bytes of a page of an interview in progress.
    pub fn static_server(&self) -> StaticServer {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let kept = self.folder.path().join("page.http");
        runtime.block_on(async {
            let mut connection = Connection::new(self.nodes[0].address);
            let (cookie, at) = start(&mut connection).await.expect("an interview");
            let at = first_answered(&mut connection, &self.people[0], &cookie, &at).await.expect("its second page");
            let reply = connection.get(&at, Some(&cookie)).await.expect("the page");
            keep(&kept, reply.head(), reply.body);
        });
        StaticServer::start(&kept)
    }

    /// An interview as it is stored, and where each margin's cells stand in the plan.
    pub fn row(&self) -> Row {
        let (_, spec) = people::read(&self.folder.path().join("questionnaires"));
        let cells = spec.quotas.cells.iter().enumerate();
        let mut margins = vec![(i32::MAX, 0); spec.quotas.margins.len()];
        for (id, cell) in cells {
            let id = i32::try_from(id).expect("a small plan");
            if let Some(range) = cell.margin.and_then(|margin| margins.get_mut(margin)) {
                *range = (range.0.min(id), range.1.max(id));
            }
        }
        reference::sample(&self.installation.database, margins)
    }

    /// Everything that is not as it must be, once the services are stopped.
    pub fn faults(self) -> Vec<String> {
        drop(self.nodes);
        let stored = Stored::read(&self.installation.database);
        let mut faults = stored.faults(&self.acknowledged);
        let unknown = stored.unacknowledged(&self.acknowledged);
        if unknown > 0 {
            faults.push(format!("{unknown} responses are stored that no client was told of"));
        }
        faults.iter().map(|fault| format!("{}: {fault}", self.name)).collect()
    }
}

pub fn scratch(target: &Target) -> &Path {
    target.folder.path()
}
