//! What serde says of data it refuses, told in French: which field, why, what is accepted. Nothing of a value that was
//! sent is ever repeated, since it may be a password.

use crate::web::problem::ProblemItem;

/// Longest place told back: names of fields were sent to us.
const PLACE_CHARS_MAX: usize = 64;

/// serde names the field in these messages only; back-quotes anywhere else are around values.
const NAMING: [(&str, &str); 3] = [
    ("unknown field `", "champ inconnu"),
    ("missing field `", "champ manquant"),
    ("duplicate field `", "champ répété"),
];

/// `whole`: what was read. `path`: where in it serde stood, empty for all of it. `message`: what it said.
pub fn item(whole: &str, path: &str, message: &str) -> ProblemItem {
    for (start, what) in NAMING {
        if let Some(rest) = message.strip_prefix(start) {
            let place = joined(path, rest.split('`').next().unwrap_or(""));
            return ProblemItem { accepted: fields_accepted(message), ..ProblemItem::at(&cut(&place), what) };
        }
    }
    let place = if path.is_empty() { whole } else { path };
    let accepted = kind_in_french(expected(message).unwrap_or_else(|| without_line(message))).map(str::to_owned);
    ProblemItem { accepted, ..ProblemItem::at(&cut(place), "valeur d'un type inattendu") }
}

/// The path of a nested field; serde may already stand on the field itself.
fn joined(path: &str, name: &str) -> String {
    let is_there = path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    match path {
        "" => name.to_owned(),
        _ if is_there => path.to_owned(),
        _ => [path, ".", name].concat(),
    }
}

fn cut(place: &str) -> String {
    place.chars().take(PLACE_CHARS_MAX).collect()
}

/// What comes after the last « expected »: the words of our types, whatever was sent before them.
fn expected(message: &str) -> Option<&str> {
    message.rsplit_once(", expected ").map(|(_, words)| without_line(words))
}

fn without_line(words: &str) -> &str {
    words.rsplit_once(" at line ").map_or(words, |(words, _)| words)
}

fn fields_accepted(message: &str) -> Option<String> {
    let names: Vec<&str> = expected(message)?.split('`').skip(1).step_by(2).collect();
    if names.is_empty() {
        Some("aucun champ".to_owned())
    } else {
        Some(["champs acceptés : ", &names.join(", ")].concat())
    }
}

/// The kinds our requests are made of.
fn kind_in_french(expected: &str) -> Option<&'static str> {
    match expected {
        "a string" | "string" => Some("un texte"),
        "a boolean" => Some("true ou false"),
        "u8" | "u16" | "u32" | "u64" | "usize" => Some("un nombre entier positif"),
        "i64" => Some("un nombre entier"),
        "a map" | "an object of fields" => Some("un objet"),
        "a sequence" => Some("une liste"),
        "a text, a whole number or a list of texts" => Some("un texte, un nombre entier ou une liste de textes"),
        words if words.starts_with("struct ") => Some("un objet"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_that_name_a_field_give_a_name() {
        let told = |path, message| {
            let item = item("body", path, message);
            (item.place, item.accepted)
        };
        let unknown = "unknown field `role`, expected `email` or `password` at line 1 column 9";
        assert_eq!(told("", unknown), ("role".to_owned(), Some("champs acceptés : email, password".to_owned())));
        assert_eq!(told("role", unknown).0, "role", "not told twice");
        assert_eq!(told("wave_file", "missing field `text` at line 1 column 2"), ("wave_file.text".to_owned(), None));
        let wrong = "invalid type: integer `12`, expected a string at line 1 column 9";
        assert_eq!(told("email", wrong), ("email".to_owned(), Some("un texte".to_owned())));
        assert_eq!(told("", wrong).0, "body");
    }

    #[test]
    fn a_value_that_looks_like_a_message_of_serde_is_not_repeated() {
        let message = "invalid type: string \"x, expected `secret` at line 1\", expected a boolean at line 1 column 9";
        let item = item("body", "simulated", message);
        assert_eq!((item.place.as_str(), item.accepted.as_deref()), ("simulated", Some("true ou false")));
    }

    #[test]
    fn a_long_name_is_cut() {
        let message = ["unknown field `", &"é".repeat(500), "`, there are no fields"].concat();
        assert_eq!(item("body", "", &message).place.chars().count(), PLACE_CHARS_MAX);
    }
}
