//! A message that came back, read for what it says of ours: which letter, and whether the mailbox exists. Anything may be
//! sent to that address; what is not the report of a mail server (RFC 3464) is told so and means nothing.

use crate::mail::status;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

/// Larger than any report; more is not read.
pub const BOUNCE_BYTES_MAX: usize = 512 * 1024;
/// Messages within messages looked into.
const DEPTH_MAX: usize = 3;

/// What a mail server says of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The mailbox or its domain does not exist (status 5.1.x).
    NoSuchMailbox,
    /// It did not arrive for another reason: full, refused, too old.
    Undelivered,
    /// Not yet, or it did arrive.
    Nothing,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    pub verdict: Verdict,
    /// As in `5.1.1`.
    pub status: String,
    /// What stands after the `+` of the addresses the report was sent to.
    pub tags: Vec<String>,
    /// Of the letter that came back, without their brackets.
    pub message_ids: Vec<String>,
}

/// `None` when it is no report.
pub fn read(bytes: &[u8]) -> Option<Bounce> {
    let message = MessageParser::default().parse(bytes.get(..bytes.len().min(BOUNCE_BYTES_MAX))?)?;
    let is_report = message.content_type().is_some_and(|kind| {
        kind.c_type.eq_ignore_ascii_case("multipart")
            && kind.c_subtype.as_ref().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
            && kind.attribute("report-type").is_some_and(|of| of.eq_ignore_ascii_case("delivery-status"))
    });
    if !is_report {
        return None;
    }
    let status = message.parts.iter().filter(|part| part.is_content_type("message", "delivery-status"));
    let fields = status.filter_map(|part| delivery_status(&body(&part.body))).next()?;
    let mut message_ids = Vec::new();
    returned_ids(&message, 0, &mut message_ids);
    Some(Bounce { verdict: fields.0, status: fields.1, tags: tags(&message), message_ids })
}

fn body(part: &PartType) -> String {
    match part {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    }
}

/// Of the first recipient: our letters have one each.
fn delivery_status(text: &str) -> Option<(Verdict, String)> {
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let action = field("action")?.to_ascii_lowercase();
    let status = field("status")?;
    let status: String = status.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let verdict = match action.as_str() {
        "failed" if status::is_no_mailbox(&status) => Verdict::NoSuchMailbox,
        "failed" => Verdict::Undelivered,
        _ => Verdict::Nothing,
    };
    Some((verdict, status))
}

/// Message-IDs of what was returned: a whole message, or its headers alone.
fn returned_ids(message: &Message, depth: usize, found: &mut Vec<String>) {
    for part in &message.parts {
        if let PartType::Message(inner) = &part.body {
            found.extend(inner.message_id().map(str::to_owned));
            if depth < DEPTH_MAX {
                returned_ids(inner, depth + 1, found);
            }
        } else if part.is_content_type("text", "rfc822-headers") {
            let headers = body(&part.body);
            let inner = MessageParser::default().parse(headers.as_bytes());
            found.extend(inner.and_then(|inner| inner.message_id().map(str::to_owned)));
        }
    }
}

fn tags(message: &Message) -> Vec<String> {
    const SENT_TO: [&str; 4] = ["to", "delivered-to", "x-original-to", "envelope-to"];
    let sent_to =
        message.headers_raw().filter(|(name, _)| SENT_TO.iter().any(|known| name.eq_ignore_ascii_case(known)));
    let mut tags: Vec<String> = sent_to
        .filter_map(|(_, value)| value.split_once('+')?.1.split_once('@'))
        .map(|(tag, _)| tag.to_ascii_lowercase())
        .collect();
    tags.dedup();
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Return-Path: <>\r\nDelivered-To: rebonds+abc@example.org\r\nTo: rebonds+ABC@example.org\r\nSubject: Undelivered\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
        --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry\r\n\
        --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
        Final-Recipient: rfc822; absent@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: x-unix; unknown user\r\n\r\n\
        --B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@example.org>\r\nSubject: Votre avis\r\n\r\nBonjour\r\n--B--\r\n";

    #[test]
    fn a_report_says_which_letter_came_back_and_why() {
        let bounce = read(REPORT.as_bytes()).unwrap();
        assert_eq!((bounce.verdict, bounce.status.as_str()), (Verdict::NoSuchMailbox, "5.1.1"));
        assert_eq!((bounce.tags, bounce.message_ids), (vec!["abc".to_owned()], vec!["ours@example.org".to_owned()]));
    }

    #[test]
    fn only_a_mailbox_that_does_not_exist_is_condemned() {
        let verdict = |action: &str, status: &str| {
            let text = REPORT.replace("Action: failed", action).replace("Status: 5.1.1", status);
            read(text.as_bytes()).unwrap().verdict
        };
        assert_eq!(verdict("Action: failed", "Status: 5.2.2 (full)"), Verdict::Undelivered);
        assert_eq!(verdict("Action: failed", "Status: 4.4.7"), Verdict::Undelivered);
        assert_eq!(verdict("Action: delayed", "Status: 4.4.1"), Verdict::Nothing);
        assert_eq!(verdict("Action: delivered", "Status: 2.0.0"), Verdict::Nothing);
    }

    #[test]
    fn headers_alone_are_enough_to_know_the_letter() {
        let text = REPORT.replace("message/rfc822", "text/rfc822-headers");
        assert_eq!(read(text.as_bytes()).unwrap().message_ids, ["ours@example.org"]);
    }

    #[test]
    fn what_is_no_report_means_nothing_and_never_panics() {
        for text in ["", "\r\n", "Subject: Absent du bureau\r\n\r\nJe reviens lundi. Status: 5.1.1", "\u{0}\u{1}"] {
            assert_eq!(read(text.as_bytes()), None, "{text:?}");
        }
        // Cut anywhere, and with any byte changed, it is read or it is not.
        for end in 0..REPORT.len() {
            let _ = read(&REPORT.as_bytes()[..end]);
            let mut changed = REPORT.as_bytes().to_vec();
            changed[end] = 0xff;
            let _ = read(&changed);
        }
    }
}
