//! The ceiling of a page: the same reply, head and body, served by actix from memory. A child process, so that it has its
//! own threads like the service it is compared with.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{App, HttpResponse, HttpServer, web};

/// Keeps the reply of a page in a file: head, then body.
pub fn keep(path: &Path, head: &[u8], body: &[u8]) {
    std::fs::write(path, [head, body].concat()).expect("a kept reply");
}

pub fn run(kept: &Path, workers: usize) -> std::io::Result<()> {
    let bytes = std::fs::read(kept)?;
    let end =
        bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(|| std::io::Error::other("no head"))?;
    let (head, body) =
        (String::from_utf8_lossy(&bytes[..end]).into_owned(), web::Bytes::copy_from_slice(&bytes[end + 4..]));
    let headers: Vec<(HeaderName, HeaderValue)> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| !["content-length", "date", "connection"].contains(&name.to_ascii_lowercase().as_str()))
        .filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_str(value.trim()).ok()?)))
        .collect();
    let reply = web::Data::new((headers, body));
    let server = HttpServer::new(move || App::new().app_data(reply.clone()).default_service(web::to(serve)))
        .workers(workers)
        .bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs().first().ok_or_else(|| std::io::Error::other("no address"))?);
    std::io::stdout().flush()?;
    actix_web::rt::System::new().block_on(server.run())
}

async fn serve(reply: web::Data<(Vec<(HeaderName, HeaderValue)>, web::Bytes)>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for (name, value) in &reply.0 {
        response.append_header((name.clone(), value.clone()));
    }
    response.body(reply.1.clone())
}

/// The child, killed when dropped.
pub struct StaticServer {
    child: Child,
    pub address: std::net::SocketAddr,
}

impl StaticServer {
    pub fn start(kept: &Path) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.arg("--static-server").arg(kept).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the static server starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).expect("its address");
        Self { child, address: line.trim().parse().expect("an address") }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
