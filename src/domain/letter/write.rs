//! One letter to one person: subject, text, and the same as an HTML part. Both parts come from one text, so they never
//! say different things, and nothing of a file or of a name is ever taken for HTML.

use super::placeholder::{Piece, Placeholder, pieces};
use super::{LetterText, Step};
use crate::domain::contact::Contact;
use crate::domain::questionnaire::Language;

/// What a letter says of the wave and of the person.
#[derive(Debug, Clone)]
pub struct Filling<'a> {
    pub contact: &'a Contact,
    pub link: &'a str,
    pub unsubscribe: &'a str,
    pub wave_title: &'a str,
    pub sponsor: &'a str,
    pub institute: &'a str,
    pub closes_on: &'a str,
    pub minutes: u16,
}

/// A letter ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub language: Language,
    pub subject: String,
    pub blocks: Vec<Block>,
    /// At the foot of every letter: from whom it comes, how to get no more.
    pub foot: Vec<Inline>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// Where to answer.
    Button {
        label: String,
        address: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    Break,
    Address(String),
}

impl Step {
    /// `None` where the step has no text at all, which no file that was read gives.
    pub fn write(&self, filling: &Filling) -> Option<Written> {
        let (language, text) = self.text(filling.contact.language)?;
        let subject: String = inlines(&text.subject, filling, language).iter().map(plain).collect();
        let paragraphs = text.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        let blocks = paragraphs.map(|paragraph| block(paragraph, text, filling, language)).collect();
        Some(Written { language, subject: one_line(&subject), blocks, foot: foot(filling, language) })
    }
}

impl Written {
    /// The text part.
    pub fn text(&self) -> String {
        let block = |block: &Block| match block {
            Block::Paragraph(inlines) => inlines.iter().map(plain).collect(),
            Block::Button { label, address } => [label, " :\n", address].concat().replace(" :", "\u{a0}:"),
        };
        let mut parts: Vec<String> = self.blocks.iter().map(block).collect();
        parts.push(["-- \n", &self.foot.iter().map(plain).collect::<String>()].concat());
        parts.join("\n\n") + "\n"
    }

    /// The HTML part: no script, no image, nothing fetched from anywhere, readable without its styles.
    pub fn html(&self) -> String {
        let blocks: String = self.blocks.iter().map(html_block).collect();
        let (language, title) = (self.language.code(), escaped(&self.subject));
        [
            "<!DOCTYPE html>\n<html lang=\"", language, "\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>", &title, "</title>\n</head>\n",
            "<body style=\"margin:0;padding:24px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.55\">\n",
            "<div style=\"max-width:34em;margin:0 auto\">\n", &blocks,
            "<p style=\"margin:32px 0 0;padding-top:12px;border-top:1px solid #c3c9d2;font-size:13px\">", &html(&self.foot),
            "</p>\n</div>\n</body>\n</html>\n",
        ]
        .concat()
    }
}

fn block(paragraph: &str, text: &LetterText, filling: &Filling, language: Language) -> Block {
    if paragraph == "{link}" {
        let usual = match language {
            Language::Fr => "Répondre à l’enquête",
            Language::En => "Answer the survey",
        };
        let label = text.button.clone().unwrap_or_else(|| usual.to_owned());
        return Block::Button { label, address: filling.link.to_owned() };
    }
    Block::Paragraph(inlines(paragraph, filling, language))
}

fn inlines(text: &str, filling: &Filling, language: Language) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for piece in pieces(text).0 {
        match piece {
            Piece::Filled(Placeholder::Link) => inlines.push(Inline::Address(filling.link.to_owned())),
            Piece::Filled(Placeholder::Unsubscribe) => inlines.push(Inline::Address(filling.unsubscribe.to_owned())),
            Piece::Filled(placeholder) => inlines.push(Inline::Text(filling.value(placeholder, language))),
            Piece::Plain(plain) => {
                for (at, line) in plain.split('\n').enumerate() {
                    if at > 0 {
                        inlines.push(Inline::Break);
                    }
                    if !line.is_empty() {
                        inlines.push(Inline::Text(typeset(line, language)));
                    }
                }
            }
        }
    }
    inlines
}

impl Filling<'_> {
    fn value(&self, placeholder: Placeholder, language: Language) -> String {
        let contact = self.contact;
        let known = |text: &Option<String>| text.clone().unwrap_or_default();
        match placeholder {
            Placeholder::Link => self.link.to_owned(),
            Placeholder::Unsubscribe => self.unsubscribe.to_owned(),
            Placeholder::Greeting => greeting(contact, language),
            Placeholder::Title => known(&contact.title),
            Placeholder::FirstName => known(&contact.first_name),
            Placeholder::LastName => known(&contact.last_name),
            Placeholder::Organisation => known(&contact.organisation),
            Placeholder::WaveTitle => self.wave_title.to_owned(),
            Placeholder::Sponsor => self.sponsor.to_owned(),
            Placeholder::Institute => self.institute.to_owned(),
            Placeholder::ClosesOn => self.closes_on.to_owned(),
            Placeholder::Minutes => self.minutes.to_string(),
        }
    }
}

/// By title and name, else by first name and name, else by nothing: a letter never greets a hole.
fn greeting(contact: &Contact, language: Language) -> String {
    let hello = match language {
        Language::Fr => "Bonjour",
        Language::En => "Dear",
    };
    let first = contact.title.as_ref().filter(|_| contact.last_name.is_some()).or(contact.first_name.as_ref());
    let name: Vec<&str> = [first, contact.last_name.as_ref()].into_iter().flatten().map(String::as_str).collect();
    match (name.is_empty(), language) {
        (true, Language::En) => "Hello,".to_owned(),
        (true, Language::Fr) => [hello, ","].concat(),
        (false, _) => [hello, " ", &name.join(" "), ","].concat(),
    }
}

/// French signs are bound to their word: none begins a line.
fn typeset(line: &str, language: Language) -> String {
    const SIGNS: [char; 5] = [':', ';', '?', '!', '»'];
    if language != Language::Fr {
        return line.to_owned();
    }
    let bound = SIGNS.iter().fold(line.to_owned(), |line, sign| {
        line.replace(&[" ", sign.to_string().as_str()].concat(), &["\u{a0}", sign.to_string().as_str()].concat())
    });
    bound.replace("« ", "«\u{a0}")
}

fn foot(filling: &Filling, language: Language) -> Vec<Inline> {
    let text = |parts: &[&str]| Inline::Text(parts.concat());
    let from = match (language, filling.institute == filling.sponsor) {
        (Language::Fr, true) => text(&["Ce courrier vous est envoyé par ", filling.institute, "."]),
        (Language::Fr, false) => {
            text(&["Ce courrier vous est envoyé par ", filling.institute, " pour ", filling.sponsor, "."])
        }
        (Language::En, true) => text(&["This letter is sent to you by ", filling.institute, "."]),
        (Language::En, false) => {
            text(&["This letter is sent to you by ", filling.institute, " for ", filling.sponsor, "."])
        }
    };
    let stop = match language {
        Language::Fr => "Pour ne plus en recevoir\u{a0}: ",
        Language::En => "To receive no more of them: ",
    };
    vec![from, Inline::Break, text(&[stop]), Inline::Address(filling.unsubscribe.to_owned())]
}

fn plain(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Address(text) => text.clone(),
        Inline::Break => "\n".to_owned(),
    }
}

fn html_block(block: &Block) -> String {
    match block {
        Block::Paragraph(inlines) => ["<p style=\"margin:0 0 16px\">", &html(inlines), "</p>\n"].concat(),
        Block::Button { label, address } => [
            "<p style=\"margin:24px 0\"><a href=\"",
            &escaped(address),
            "\" style=\"display:inline-block;padding:12px 22px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none\">",
            &escaped(label),
            "</a></p>\n",
        ]
        .concat(),
    }
}

fn html(inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) => escaped(text),
        Inline::Break => "<br>".to_owned(),
        Inline::Address(address) => ["<a href=\"", &escaped(address), "\">", &escaped(address), "</a>"].concat(),
    };
    inlines.iter().map(one).collect()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// No break and no run of spaces: a subject is a header.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
