//! Words without their accents, so that two ways to write one become one: for what is typed in a search and for titles of
//! columns. Never for what is kept or shown.

/// In small letters, without accents or ligatures; everything else stays.
pub fn unaccented(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match letters_of(c) {
            Some(letters) => bare.push_str(letters),
            None => bare.push(c),
        }
    }
    bare
}

fn letters_of(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' | 'ì' => "i",
        'ñ' => "n",
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' => "o",
        'û' | 'ü' | 'ù' | 'ú' => "u",
        'ÿ' | 'ý' => "y",
        'œ' => "oe",
        'æ' => "ae",
        // An accent that stands after its letter, as some machines write it.
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_accents_and_nothing_else() {
        assert_eq!(unaccented("Œuvre d’Éléonore Ñuñez-Aÿ, n° 12"), "oeuvre d’eleonore nunez-ay, n° 12");
    }

    #[test]
    fn an_accent_written_after_its_letter_is_one_too() {
        assert_eq!(unaccented("Pre\u{301}nom"), unaccented("Prénom"));
    }
}
