//! Forms as browsers send them: pairs in order, percent-encoded.

use crate::web::body::refuse_nul;
use crate::web::error::Refusal;

/// More fields than any questionnaire has.
const FIELDS_MAX: usize = 2_000;

/// Names and values in the order sent.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut fields = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.push((decode(name)?, decode(value)?));
        if fields.len() > FIELDS_MAX {
            break;
        }
    }
    bounded(fields)
}

/// The first value sent under a name.
pub fn first<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    form.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str())
}

/// What was typed in a field; nothing where it was not sent.
pub fn typed<'f>(form: &'f [(String, String)], name: &str) -> &'f str {
    first(form, name).unwrap_or_default()
}

/// One percent-encoded piece; `+` is a space.
fn decode(piece: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(piece.len());
    let mut rest = piece.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit =
                    |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => bytes.push(high * 16 + low),
                    _ => {
                        return Err(Refusal::UnreadableBody {
                            why: "un « % » n'est pas suivi de deux chiffres".to_owned(),
                        });
                    }
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::UnreadableBody { why: "un champ n'est pas en UTF-8".to_owned() })
}

/// Not too many, and none that a database could not hold.
pub fn bounded(fields: Vec<(String, String)>) -> Result<Vec<(String, String)>, Refusal> {
    if fields.len() > FIELDS_MAX {
        return Err(Refusal::UnreadableBody { why: "il contient trop de champs".to_owned() });
    }
    for (name, value) in &fields {
        refuse_nul(name)?;
        refuse_nul(value)?;
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_order_repetition_and_accents() {
        let fields = parse("B=1&A=%C3%A9t%C3%A9+2020&B=2&vide").unwrap();
        let expected = [("B", "1"), ("A", "été 2020"), ("B", "2"), ("vide", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn broken_encodings_and_nul_are_refused_with_a_reason() {
        for bad in ["A=%", "A=%4", "A=%zz", "A=%ff", "A=a%00b"] {
            assert!(matches!(parse(bad), Err(Refusal::UnreadableBody { .. })), "{bad}");
        }
    }

    #[test]
    fn too_many_fields_are_refused() {
        assert!(parse(&"A=1&".repeat(FIELDS_MAX)).is_ok());
        assert!(parse(&"A=1&".repeat(FIELDS_MAX + 1)).is_err());
    }
}
