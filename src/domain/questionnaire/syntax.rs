//! What the TOML reader says of a text that is not TOML, told in French. It says it in English and gives no other
//! handle than the sentence: an unknown one is repeated as it is.

use std::ops::Range;

use toml::de::Error;

const KNOWN: [(&str, &str, &str); 15] = [
    ("duplicate key", "champ écrit deux fois", "un seul champ de ce nom"),
    ("missing value", "champ sans valeur", "une valeur après « = »"),
    ("key with no value", "champ sans valeur", "champ = valeur"),
    ("extra `=`", "signe « = » de trop", "champ = valeur"),
    ("missing assignment", "signe « = » manquant", "champ = valeur"),
    ("unexpected key or value", "suite inattendue", "une fin de ligne ou un commentaire"),
    (
        "string values must be quoted",
        "valeur absente ou texte sans guillemets",
        "un nombre, true, false, ou un texte entre guillemets",
    ),
    ("invalid basic string", "texte mal fermé", "un guillemet à la fin du texte"),
    ("invalid literal string", "texte mal fermé", "une apostrophe à la fin du texte"),
    ("missing comma", "virgule manquante", "une virgule entre deux éléments"),
    ("extra comma", "virgule de trop", "une virgule entre deux éléments"),
    ("unclosed array", "liste ou titre de section mal fermé", "« ] »"),
    ("unclosed table", "titre de table mal fermé", "« ] »"),
    ("unclosed inline table", "table mal fermée", "« } »"),
    ("cannot recurse further", "fichier trop imbriqué", "moins de niveaux"),
];

/// Where, what, and what is accepted, of a fault of syntax.
pub fn syntax_fault(error: &Error) -> (Range<usize>, String, Option<String>) {
    let span = error.span().unwrap_or(0..0);
    match KNOWN.iter().find(|(english, ..)| error.message().starts_with(english)) {
        Some((_, what, expected)) => (span, format!("syntaxe TOML : {what}"), Some((*expected).to_owned())),
        None => (span, format!("syntaxe TOML : {}", error.message()), None),
    }
}
