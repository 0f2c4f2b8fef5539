//! A mail server that misbehaves on demand: it may take a letter and never say so, put it off, refuse it, hang up. What it
//! took, it keeps.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it does at the end of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Accept,
    /// Keeps it, and never answers.
    TakeAndHang,
    /// 451: later.
    PutOff,
    /// 554: a refusal of the letter, that says nothing of the mailbox nor of us.
    Refuse,
    /// Keeps it, and closes the connection.
    TakeAndHangUp,
}

#[derive(Clone)]
pub struct FakeServer {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// For the letters to come, in order; then all are accepted.
    manners: Vec<Manner>,
    letters: Vec<String>,
}

impl FakeServer {
    pub fn start(manners: &[Manner]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        let state = Arc::new(Mutex::new(State { manners: manners.to_vec(), letters: Vec::new() }));
        let server = Self { address, state: Arc::clone(&state) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                std::thread::spawn(move || drop(converse(stream, &state)));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Every letter it took, in order.
    pub fn letters(&self) -> Vec<String> {
        self.state.lock().expect("no thread panicked").letters.clone()
    }
}

fn converse(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 fake\r\n")?;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.trim().to_ascii_uppercase();
        if verb == "DATA" {
            stream.write_all(b"354 go on\r\n")?;
            let letter = letter(&mut reader)?;
            if !end_of_letter(&mut stream, state, letter)? {
                return Ok(());
            }
        } else if verb.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            stream.write_all(b"250 ok\r\n")?;
        }
    }
}

fn letter(reader: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == ".\r\n" {
            return Ok(letter);
        }
        letter.push_str(&line);
    }
}

/// Whether the conversation goes on.
fn end_of_letter(stream: &mut TcpStream, state: &Mutex<State>, letter: String) -> std::io::Result<bool> {
    let manner = {
        let mut state = state.lock().expect("no thread panicked");
        let manner = if state.manners.is_empty() { Manner::Accept } else { state.manners.remove(0) };
        if !matches!(manner, Manner::PutOff | Manner::Refuse) {
            state.letters.push(letter);
        }
        manner
    };
    match manner {
        Manner::Accept => stream.write_all(b"250 taken\r\n")?,
        Manner::PutOff => stream.write_all(b"451 4.3.0 later for <somebody@example.org>\r\n")?,
        Manner::Refuse => stream.write_all(b"554 5.6.0 not this letter to <somebody@example.org>\r\n")?,
        Manner::TakeAndHang => {
            std::thread::sleep(Duration::from_secs(120));
            return Ok(false);
        }
        Manner::TakeAndHangUp => return Ok(false),
    }
    Ok(true)
}
