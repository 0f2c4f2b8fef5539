//! A small HTTP/1.1 client: one connection a request, raw enough to send what browsers and attackers send.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::service::Caller;

const WAIT_SECONDS: u64 = 30;

#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, text: &str) -> Self {
        self.header("content-type", "application/json").body(text.as_bytes())
    }

    pub fn form(self, text: &str) -> Self {
        self.header("content-type", "application/x-www-form-urlencoded").body(text.as_bytes())
    }

    pub fn body(mut self, bytes: &[u8]) -> Self {
        self.body = bytes.to_vec();
        self
    }

    pub fn target(&self) -> &str {
        &self.target
    }

    pub fn send(&self, address: SocketAddr) -> Reply {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() && !self.headers.iter().any(|(name, _)| name == "content-length") {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        send_raw(address, &bytes).unwrap_or_else(|| panic!("no reply to {} {}", self.method, self.target))
    }
}

/// Sends bytes as they are; `None` when the connection ends without a reply.
pub fn send_raw(address: SocketAddr, bytes: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).expect("the server accepts");
    stream.set_read_timeout(Some(Duration::from_secs(WAIT_SECONDS))).expect("a timeout");
    // A server that refuses early may close before everything is sent: the reply is still there to read.
    let _ = stream.write_all(bytes);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    Reply::parse(&received)
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Some(Self { status, headers, body: bytes[end + 4..].to_vec() })
    }

    pub fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Name and value of the cookie that is set.
    pub fn cookie(&self) -> Option<String> {
        self.header("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned)
    }

    /// Name and value of every cookie that is set, and not at once removed: what a browser sends back.
    pub fn cookies(&self) -> Vec<String> {
        let set = self.headers.iter().filter(|(name, line)| name == "set-cookie" && !line.contains("Max-Age=0"));
        set.filter_map(|(_, line)| line.split(';').next()).map(str::to_owned).collect()
    }

    /// The browser that got this reply and had no cookie before; the reply must give it one.
    pub fn caller(&self) -> Caller {
        let cookies = self.cookies();
        assert!(!cookies.is_empty(), "{} sets no cookie: {}", self.status, self.text());
        Caller { token: None, cookies }
    }

    /// What a hidden field of the page holds.
    pub fn field(&self, name: &str) -> String {
        let page = self.text();
        let (_, rest) =
            page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}:\n{page}"));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The receipt a last page shows, then the code that goes with it where it shows one.
    pub fn receipts(&self) -> Vec<String> {
        let page = self.text();
        let shown = page.split("class=\"receipt\">").skip(1).filter_map(|rest| rest.split('<').next());
        shown.map(str::to_owned).collect()
    }

    /// The stable code of a refusal.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }
}
