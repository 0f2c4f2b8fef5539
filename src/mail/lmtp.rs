//! Taking mail over LMTP (RFC 2033): what a mail server on this machine hands over, one message at a time, for one mailbox
//! and its tags. Only what that needs: no extension, no relay, bounded lines, messages, sessions and waits.

use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::time::timeout;

use crate::mail::bounce::BOUNCE_BYTES_MAX;

/// A server that says nothing for this long is left alone.
const LINE_WAIT: Duration = Duration::from_secs(60);
/// Of a command or of a message: ten times what RFC 5321 allows.
const LINE_BYTES_MAX: usize = 10_000;
/// More than any report; past it the connection is cut, and the server keeps the message.
const MESSAGE_BYTES_MAX: usize = 32 * 1024 * 1024;
const RECIPIENTS_MAX: usize = 32;
/// Commands of one session.
const COMMANDS_MAX: usize = 1_000;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Taken,
    /// Not for here: its sender is told.
    Refused,
    /// Not now: the server keeps it, and comes again.
    Later,
}

impl Fate {
    fn line(self) -> &'static str {
        match self {
            Self::Taken => "250 2.0.0 noted",
            Self::Refused => "550 5.7.1 only reports on our own letters are taken here",
            Self::Later => "451 4.3.0 not now, please come again",
        }
    }
}

/// One session, to its end. `mailbox` is taken with any tag after a `+`; `take` is given each message, each of its recipients
/// in a header of its own before it.
pub async fn session<S, T, R>(stream: S, mailbox: &str, take: T) -> std::io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: Fn(Vec<u8>) -> R,
    R: Future<Output = Fate>,
{
    let mut stream = BufReader::new(stream);
    let mut recipients: Vec<String> = Vec::new();
    say(&mut stream, "220 sonde LMTP").await?;
    for _ in 0..COMMANDS_MAX {
        let Some(line) = line(&mut stream).await? else { return Ok(()) };
        let line = String::from_utf8_lossy(&line).into_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "LHLO" => "250-sonde\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES",
            "MAIL" | "RSET" => {
                recipients.clear();
                "250 2.0.0 ok"
            }
            "RCPT" => recipient(&line, mailbox, &mut recipients),
            "DATA" if recipients.is_empty() => "503 5.5.1 no recipient",
            "DATA" => {
                say(&mut stream, "354 go ahead, a dot ends it").await?;
                let Some(message) = message(&mut stream, &recipients).await? else { return Ok(()) };
                let fate = take(message).await;
                for _ in recipients.drain(..) {
                    say(&mut stream, fate.line()).await?;
                }
                continue;
            }
            "NOOP" => "250 2.0.0 ok",
            "QUIT" => return say(&mut stream, "221 2.0.0 bye").await,
            _ => "500 5.5.2 not known here",
        };
        say(&mut stream, reply).await?;
    }
    say(&mut stream, "421 4.7.0 too many commands").await
}

/// `RCPT TO:<mailbox+tag@domain>`.
fn recipient(line: &str, mailbox: &str, recipients: &mut Vec<String>) -> &'static str {
    let address = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address);
    let is_ours = |address: &&str| {
        let Some((local, domain)) = address.rsplit_once('@') else { return false };
        let bare = local.split('+').next().unwrap_or_default();
        [bare, "@", domain].concat().eq_ignore_ascii_case(mailbox)
    };
    match address.filter(is_ours) {
        None => "550 5.1.1 no such mailbox",
        Some(_) if recipients.len() >= RECIPIENTS_MAX => "452 4.5.3 too many recipients",
        Some(address) => {
            recipients.push(address.to_owned());
            "250 2.1.5 ok"
        }
    }
}

/// Up to the dot, its beginning alone if it is larger than any report; `None` when the server went away before.
async fn message<S: AsyncBufRead + Unpin>(stream: &mut S, recipients: &[String]) -> std::io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    for address in recipients {
        message.extend_from_slice(format!("Delivered-To: {address}\r\n").as_bytes());
    }
    let mut bytes = 0;
    while let Some(line) = line(stream).await? {
        bytes += line.len();
        match line.strip_prefix(b".") {
            Some([]) => return Ok(Some(message)),
            _ if bytes > MESSAGE_BYTES_MAX => return Ok(None),
            _ if message.len() > BOUNCE_BYTES_MAX => {}
            stuffed => {
                message.extend_from_slice(stuffed.unwrap_or(&line));
                message.extend_from_slice(b"\r\n");
            }
        }
    }
    Ok(None)
}

/// Without its end; `None` when the server went away, or said nothing for too long, or too much.
async fn line<S: AsyncBufRead + Unpin>(stream: &mut S) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut bounded = tokio::io::AsyncReadExt::take(stream, u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX));
    match timeout(LINE_WAIT, bounded.read_until(b'\n', &mut line)).await {
        Ok(read) => read?,
        Err(_) => return Ok(None),
    };
    Ok(line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()))
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, reply: &str) -> std::io::Result<()> {
    let written = timeout(LINE_WAIT, stream.write_all([reply, "\r\n"].concat().as_bytes())).await;
    written.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// What is answered to all of this, and the messages taken.
    fn told(said: &str, fate: Fate) -> (Vec<String>, Vec<String>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let taken = RefCell::new(Vec::new());
        let replies = runtime.block_on(async {
            let (mut server, ours) = tokio::io::duplex(1 << 20);
            server.write_all(said.as_bytes()).await.unwrap();
            server.shutdown().await.unwrap();
            let take = |message: Vec<u8>| {
                taken.borrow_mut().push(String::from_utf8_lossy(&message).into_owned());
                async move { fate }
            };
            session(ours, "rebonds@example.org", take).await.unwrap();
            let mut replies = String::new();
            server.read_to_string(&mut replies).await.unwrap();
            replies
        });
        (replies.lines().map(|line| line.chars().take(3).collect()).collect(), taken.into_inner())
    }

    const BEGIN: &str = "LHLO mx\r\nMAIL FROM:<>\r\n";

    #[test]
    fn a_message_is_taken_whole_and_each_recipient_is_answered() {
        let said = "RCPT TO:<rebonds+ab@example.org>\r\nRCPT TO:<REBONDS@Example.org>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.a\r\n.\r\nQUIT\r\n";
        let (replies, taken) = told(&[BEGIN, said].concat(), Fate::Taken);
        assert_eq!(replies, ["220", "250", "250", "250", "250", "250", "250", "354", "250", "250", "221"]);
        let head = "Delivered-To: rebonds+ab@example.org\r\nDelivered-To: REBONDS@Example.org\r\n";
        assert_eq!(taken, [[head, "Subject: x\r\n\r\n.\r\na\r\n"].concat()]);
    }

    #[test]
    fn another_mailbox_is_refused_and_takes_no_message() {
        let said =
            "RCPT TO:<lea@example.org>\r\nRCPT TO:<rebonds@example.com>\r\nRCPT TO:rebonds\r\nDATA\r\nVRFY x\r\n";
        let (replies, taken) = told(&[BEGIN, said].concat(), Fate::Taken);
        assert_eq!(replies[5..], ["550", "550", "550", "503", "500"]);
        assert!(taken.is_empty());
    }

    #[test]
    fn what_is_not_for_here_is_refused_and_what_cannot_be_kept_comes_again() {
        let said = "RCPT TO:<rebonds@example.org>\r\nDATA\r\nBonjour\r\n.\r\n";
        for (fate, code) in [(Fate::Refused, "550"), (Fate::Later, "451")] {
            assert_eq!(told(&[BEGIN, said].concat(), fate).0.last().map(String::as_str), Some(code));
        }
    }

    #[test]
    fn a_message_cut_short_or_without_end_is_not_taken() {
        let begun = [BEGIN, "RCPT TO:<rebonds@example.org>\r\nDATA\r\n"].concat();
        for rest in ["Subject: x\r\n".to_owned(), "x".repeat(2 * LINE_BYTES_MAX), "\r\n.".to_owned()] {
            assert!(told(&[begun.as_str(), rest.as_str()].concat(), Fate::Taken).1.is_empty());
        }
        let large = ["x".repeat(LINE_BYTES_MAX - 2).as_str(), "\r\n"].concat().repeat(60);
        let (_, taken) = told(&[begun.as_str(), large.as_str(), ".\r\n"].concat(), Fate::Taken);
        assert!(taken[0].len() <= BOUNCE_BYTES_MAX + LINE_BYTES_MAX, "its beginning alone is kept");
    }
}
