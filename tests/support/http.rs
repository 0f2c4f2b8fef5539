//! A small HTTP/1.1 client for loopback: one connection, one request at a time, kept alive. It reads no more of a reply than
//! the tests and the load client need, because it shares the machine's cores with the server it measures.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing on loopback takes longer, unless it is broken.
const REPLY_WAIT: Duration = Duration::from_secs(20);
const HEAD_BYTES_MAX: usize = 16 * 1024;
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

pub const FORM: &str = "application/x-www-form-urlencoded";

pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    received: Vec<u8>,
    request: Vec<u8>,
}

/// Where the parts of a reply stand in what was received.
pub struct Reply<'a> {
    pub status: u16,
    head: &'a [u8],
    pub body: &'a [u8],
}

impl Reply<'_> {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.head.split(|byte| *byte == b'\n').filter_map(move |line| {
            let (key, value) = line.split_at(line.iter().position(|byte| *byte == b':')?);
            key.eq_ignore_ascii_case(name.as_bytes()).then(|| std::str::from_utf8(&value[1..]).ok().map(str::trim))?
        })
    }

    /// What each `Set-Cookie` asks to send back, as one header carries them.
    #[allow(dead_code, reason = "not every test needs more than the first")]
    pub fn cookies(&self) -> String {
        let asked = self.headers("set-cookie").map(|cookie| cookie.split(';').next().unwrap_or(cookie));
        asked.collect::<Vec<_>>().join("; ")
    }

    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.body)
    }

    /// Status line and headers, as received.
    pub fn head(&self) -> &[u8] {
        self.head
    }

    /// What `Set-Cookie` asks to send back: its first part.
    pub fn cookie(&self) -> Option<&str> {
        self.header("set-cookie").map(|cookie| cookie.split(';').next().unwrap_or(cookie))
    }
}

impl Connection {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, received: Vec::with_capacity(32 * 1024), request: Vec::with_capacity(4 * 1024) }
    }

    pub async fn get(&mut self, path: &str, cookie: Option<&str>) -> io::Result<Reply<'_>> {
        self.begin("GET", path, cookie);
        self.request.extend_from_slice(b"\r\n");
        self.exchange().await
    }

    /// `headers` are whole lines, each ended by CR LF.
    pub async fn post(
        &mut self,
        path: &str,
        cookie: Option<&str>,
        content_type: &str,
        headers: &str,
        body: &[u8],
    ) -> io::Result<Reply<'_>> {
        self.begin("POST", path, cookie);
        let length = format!("content-type: {content_type}\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
        self.request.extend_from_slice(length.as_bytes());
        self.request.extend_from_slice(body);
        self.exchange().await
    }

    fn begin(&mut self, method: &str, path: &str, cookie: Option<&str>) {
        self.request.clear();
        for part in [method, " ", path, " HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n"] {
            self.request.extend_from_slice(part.as_bytes());
        }
        if let Some(cookie) = cookie {
            for part in ["cookie: ", cookie, "\r\n"] {
                self.request.extend_from_slice(part.as_bytes());
            }
        }
    }

    /// A failure drops the connection, the next request opens another.
    async fn exchange(&mut self) -> io::Result<Reply<'_>> {
        let stream = match self.stream.take() {
            Some(stream) => stream,
            None => open(self.address).await?,
        };
        let wait = timeout(REPLY_WAIT, round_trip(stream, &self.request, &mut self.received));
        let (stream, head_length, status) = wait.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        let (head, body) = self.received.split_at(head_length);
        let reply = Reply { status, head, body };
        if !reply.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            self.stream = Some(stream);
        }
        Ok(reply)
    }
}

async fn open(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = timeout(REPLY_WAIT, TcpStream::connect(address)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn round_trip(
    mut stream: TcpStream,
    request: &[u8],
    received: &mut Vec<u8>,
) -> io::Result<(TcpStream, usize, u16)> {
    stream.write_all(request).await?;
    received.clear();
    let head_length = loop {
        let from = received.len().saturating_sub(3);
        read_some(&mut stream, received).await?;
        if let Some(at) = received[from..].windows(4).position(|window| window == b"\r\n\r\n") {
            break from + at + 4;
        }
        if received.len() > HEAD_BYTES_MAX {
            return Err(io::Error::other("a reply without an end of head"));
        }
    };
    let reply = Reply { status: status(received)?, head: &received[..head_length], body: &[] };
    let status = reply.status;
    let length = match reply.header("content-length") {
        Some(length) => length.parse().map_err(io::Error::other)?,
        None if status == 204 || status == 304 => 0,
        None => return Err(io::Error::other("a reply without content-length")),
    };
    if length > BODY_BYTES_MAX {
        return Err(io::Error::other("a reply too long"));
    }
    while received.len() < head_length + length {
        read_some(&mut stream, received).await?;
    }
    Ok((stream, head_length, status))
}

async fn read_some(stream: &mut TcpStream, received: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(received).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn status(received: &[u8]) -> io::Result<u16> {
    let digits = received.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| io::Error::other("a reply without status"))
}

/// One form as browsers encode it.
pub fn encode_form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut encoded = String::new();
    for (name, value) in fields {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encode_into(&mut encoded, name);
        encoded.push('=');
        encode_into(&mut encoded, value);
    }
    encoded
}

fn encode_into(encoded: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
}
