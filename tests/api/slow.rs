//! People, or machines, that take their time: a head that does not end, a page sent byte by byte, replies nobody reads. Each
//! is cut, and nobody else waits for it. The database has no part in it: one is enough.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::database::TestDatabase;
use crate::service::{Caller, OPEN, Service};
use crate::small_wave;

const PAGE: &str = "/e/petite-etude-2020-02/page/consentement";
/// Longer than any limit of the service.
const PATIENCE: Duration = Duration::from_secs(60);

fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends these, then this byte again and again, until the connection ends; what came back, and after how long.
fn dripped(address: SocketAddr, first: &str, byte: u8) -> (String, Duration) {
    let (mut stream, began) = (connected(address), Instant::now());
    stream.write_all(first.as_bytes()).unwrap();
    let mut drip = stream.try_clone().unwrap();
    let dripping = thread::spawn(move || {
        while began.elapsed() < PATIENCE && drip.write_all(&[byte]).is_ok() {
            thread::sleep(Duration::from_millis(300));
        }
    });
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    let after = began.elapsed();
    drop(stream);
    dripping.join().unwrap();
    (String::from_utf8_lossy(&received).into_owned(), after)
}

fn answers(service: &Service) {
    let began = Instant::now();
    assert_eq!(service.get("/e/petite-etude-2020-02", &Caller::default()).status, 200);
    assert!(began.elapsed() < Duration::from_secs(5), "others are answered: {:?}", began.elapsed());
}

fn opened() -> (TestDatabase, Service) {
    let db = TestDatabase::sqlite();
    let service = Service::start(&db);
    service.open(OPEN, small_wave::PAST);
    (db, service)
}

#[test]
fn a_head_that_does_not_end_is_cut() {
    let (_db, service) = opened();
    let (reply, after) = dripped(service.address, "GET /e/petite-etude-2020-02 HTTP/1.1\r\nhost: x\r\nx-lent: ", b'a');
    assert!(after < Duration::from_secs(15), "cut after {after:?}");
    assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 408"), "{reply}");
    answers(&service);
}

#[test]
fn a_page_sent_byte_by_byte_is_cut_and_said_to_be_and_nothing_of_it_is_kept() {
    let (db, service) = opened();
    let browser = service.respondent(OPEN);
    let head = format!(
        "POST {PAGE} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 2000\r\n\r\nCONSENT=oui&x=",
        browser.cookies.join("; ")
    );
    let (reply, after) = dripped(service.address, &head, b'a');
    assert!(after < Duration::from_secs(30), "cut after {after:?}");
    assert!(reply.starts_with("HTTP/1.1 408"), "{reply}");
    assert!(reply.contains("<html lang=\"fr\"") && reply.contains("Réessayez"), "{reply}");
    assert_eq!(db.lines("SELECT CAST(section AS TEXT) AS line FROM interviews"), ["0"], "still at its first page");
    assert_eq!(service.post(PAGE, "CONSENT=oui", &browser).status, 303, "and sent again, it is taken");
}

/// A window so small that what is not read stays with the service.
fn reluctant(address: SocketAddr) -> TcpStream {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_asks_and_never_reads_is_cut() {
    let (_db, service) = opened();
    let (mut stream, began) = (reluctant(service.address), Instant::now());
    let asked = "GET /e/petite-etude-2020-02 HTTP/1.1\r\nhost: x\r\n\r\n".repeat(64);
    let end = loop {
        if let Err(error) = stream.write_all(asked.as_bytes()) {
            break error;
        }
    };
    assert!(matches!(end.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "cut, not left waiting: {end}");
    assert!(began.elapsed() < PATIENCE, "cut after {:?}", began.elapsed());
    answers(&service);
}
