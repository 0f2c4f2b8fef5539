//! What serde says of a request it cannot read, told in French: the key or word, where it stands, the nearest known one.

use crate::domain::analyse::Refusal;
use crate::domain::fault::near_or_all;

/// serde names a key or a word in these messages; the words it would take follow, in back-quotes too.
const NAMING: [(&str, &str); 4] = [
    ("unknown field `", "clé inconnue"),
    ("unknown variant `", "mot inconnu"),
    ("missing field `", "il manque la clé"),
    ("duplicate field `", "clé répétée"),
];

/// A request that cannot be read: line, column, place and reason.
pub(super) fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let inner = error.inner();
    Refusal::request(inner.line(), inner.column(), told(&error.path().to_string(), &inner.to_string()))
}

fn told(path: &str, message: &str) -> String {
    let named = NAMING.iter().find_map(|(start, what)| Some((*what, message.strip_prefix(start)?)));
    let Some((what, rest)) = named else { return placed(path, message) };
    let mut words = rest.split('`');
    let given = words.next().unwrap_or_default();
    let known: Vec<&str> = words.skip(1).step_by(2).collect();
    let expected = near_or_all(given, known).map(|expected| format!(" — {expected}")).unwrap_or_default();
    // serde may already stand on the key itself.
    let place = path.strip_suffix(given).map_or(path, |before| before.trim_end_matches('.'));
    placed(place, &format!("{what} « {given} »{expected}"))
}

/// The root has no name.
fn placed(path: &str, what: &str) -> String {
    if path.is_empty() || path == "." { what.to_owned() } else { format!("{path} : {what}") }
}
