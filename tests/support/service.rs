//! The program as a process: commands that end, and the service on a free loopback port, killed when dropped.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const START_WAIT: Duration = Duration::from_secs(30);

/// A data folder and the database of its service.
#[derive(Clone)]
pub struct Installation {
    pub folder: PathBuf,
    pub database: String,
}

impl Installation {
    pub fn new(folder: &Path, database: &str) -> Self {
        Self { folder: folder.to_owned(), database: database.to_owned() }
    }

    pub fn sqlite(folder: &Path) -> Self {
        Self::new(folder, &format!("sqlite:{}/sonde.sqlite", folder.display()))
    }

    /// A command of the program, without any setting of this process's environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sonde"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SONDE_") || name == "DATABASE_URL") {
            command.env_remove(name);
        }
        command.args(arguments).env("SONDE_DATA", &self.folder).env("DATABASE_URL", &self.database);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// Runs a command that must succeed, and gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "sonde {}: {}\n{out}\n{err}", arguments.join(" "), output.status);
        out.into_owned()
    }

    pub fn serve(&self) -> Service {
        self.serve_at(free_address(), &[])
    }

    pub fn serve_at(&self, address: SocketAddr, settings: &[(&str, &str)]) -> Service {
        let log = self.folder.join(format!("service-{}.log", address.port()));
        let file = File::options().create(true).append(true).open(&log).expect("a log file");
        let mut command = self.command(&["serve", "--bind", &address.to_string()]);
        // The clients of the tests come from one address and do not wait.
        command.env("SONDE_STARTS_PER_MINUTE", "0").env("SONDE_START_DELAY_SECONDS", "0");
        command.env("SONDE_HELD_SHARE_PERCENT", "100");
        command.env("SONDE_LOG", "warn").envs(settings.iter().copied());
        command.stdout(file.try_clone().expect("the same file")).stderr(file);
        let child = command.spawn().expect("the program starts");
        let mut service = Service { child, address, log };
        service.wait_until_ready();
        service
    }
}

pub struct Service {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Service {
    fn wait_until_ready(&mut self) {
        let from = Instant::now();
        while std::net::TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().expect("the process can be asked");
            assert!(ended.is_none() && from.elapsed() < START_WAIT, "the service did not start:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process ends");
    }

    /// Kibibytes of memory: resident now, and the most there ever was.
    pub fn resident_kib(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse().ok()).unwrap_or(0)
        };
        (field("VmRSS:"), field("VmHWM:"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
