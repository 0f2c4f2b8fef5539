//! What the TOML reader says of a text that is not TOML, told in French. It says it in English and gives no other
//! handle than the sentence: of an unknown one only the place is told.

use std::ops::Range;

use toml::de::Error;

const DATE: &str = "une date ou un instant, comme 2020-05-20 ou 2020-05-20T09:00:00+02:00";
const NUMBER: &str = "un nombre, comme 12, -3 ou 0.25";

/// The first that begins the sentence counts.
const KNOWN: [(&str, &str, &str); 38] = [
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
    ("recursion limit", "fichier trop imbriqué", "moins de niveaux"),
    ("invalid date", "date impossible", DATE),
    ("invalid time", "heure impossible", DATE),
    ("invalid offset", "décalage horaire impossible", DATE),
    ("invalid integer", "nombre impossible", NUMBER),
    ("invalid float", "nombre impossible", NUMBER),
    ("invalid mantissa", "nombre impossible", NUMBER),
    ("invalid fraction", "nombre impossible", NUMBER),
    ("invalid exponent", "nombre impossible", NUMBER),
    ("`_` may only go between digits", "« _ » mal placé dans un nombre", "« _ » entre deux chiffres seulement"),
    ("unexpected leading zero", "zéro de trop au début d'un nombre", NUMBER),
    ("redundant numeric sign", "signe de trop devant un nombre", NUMBER),
    ("unexpected sign", "signe de trop devant un nombre", NUMBER),
    ("invalid boolean", "valeur ni vraie ni fausse", "true ou false, en minuscules"),
    (
        "invalid unquoted key",
        "nom de champ refusé",
        "lettres sans accent, chiffres, « _ » ou « - » ; sinon des guillemets",
    ),
    ("unquoted keys cannot be empty", "nom de champ vide", "un nom de champ"),
    ("missing key", "nom de champ manquant", "champ = valeur"),
    (
        "missing escaped value",
        "« \\ » mal suivi dans un texte",
        "« \\\\ » pour une barre, « \\n » pour un retour à la ligne, ou un texte entre apostrophes",
    ),
    ("too few unicode value digits", "caractère Unicode incomplet", "« \\u » et quatre chiffres hexadécimaux"),
    ("carriage return must be followed", "retour chariot isolé", "des fins de ligne ordinaires"),
    ("invalid comment character", "caractère interdit dans un commentaire", "un texte sans caractère de commande"),
    ("unexpected content", "suite inattendue", "une fin de ligne ou un commentaire"),
    ("cannot extend value", "champ déjà pourvu d'une valeur", "un autre nom, ou une section"),
];

/// Where, what, and what is accepted, of a fault of syntax.
pub fn syntax_fault(error: &Error) -> (Range<usize>, String, Option<String>) {
    let span = error.span().unwrap_or(0..0);
    match KNOWN.iter().find(|(english, ..)| error.message().starts_with(english)) {
        Some((_, what, expected)) => (span, format!("syntaxe TOML : {what}"), Some((*expected).to_owned())),
        None => (span, "syntaxe TOML : écriture refusée à cet endroit".to_owned(), None),
    }
}

/// Most faults of syntax told of one text: after the first, the reader often stumbles on everything that follows.
const FAULTS_MAX: usize = 5;

/// Every fault of syntax worth telling. A bracket never closed is told where it was opened, alone: what is read after it
/// means nothing.
pub fn syntax_faults(text: &str, errors: &[Error]) -> Vec<(Range<usize>, String, Option<String>)> {
    let first = errors.first().and_then(Error::span).map_or(0, |span| span.start);
    if let Some((at, bracket)) = unclosed(text, first).filter(|_| errors.len() > FAULTS_MAX) {
        let line = text.get(..first).unwrap_or(text).matches('\n').count() + 1;
        let what =
            format!("syntaxe TOML : « {bracket} » ouvert ici et jamais refermé ; la lecture s'arrête ligne {line}");
        let close = if bracket == '[' { "« ] » à la fin de la liste" } else { "« } » à la fin de la table" };
        return vec![(at..at + 1, what, Some(close.to_owned()))];
    }
    errors.iter().take(FAULTS_MAX).map(syntax_fault).collect()
}

/// The innermost bracket still open before an offset, texts and comments stepped over.
fn unclosed(text: &str, until: usize) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut rest = text.get(..until)?.char_indices();
    let mut quote = None;
    while let Some((at, c)) = rest.next() {
        match (quote, c) {
            (Some('"'), '\\') => drop(rest.next()),
            (Some('#'), '\n') => quote = None,
            (Some(end), _) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '#') => quote = Some(c),
            // A title of a table stands at the start of its line, and closes on it.
            (None, '[' | '{') => open.push((at, c)),
            (None, ']' | '}') => drop(open.pop()),
            (None, _) => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn told(text: &str) -> Vec<String> {
        let (_, errors) = DeTable::parse_recoverable(text);
        assert!(!errors.is_empty(), "{text} is accepted");
        errors.iter().map(|error| format!("{} <- {}", syntax_fault(error).1, error.message())).collect()
    }

    #[test]
    fn a_bracket_never_closed_is_told_alone_where_it_was_opened() {
        let text = format!("x = \"[\"\noptions = [\n  {{ a = 1 }},\n{}", "[[b]]\nc = \"d\"\n".repeat(20));
        let (_, errors) = DeTable::parse_recoverable(&text);
        assert!(errors.len() > FAULTS_MAX, "{}", errors.len());
        let faults = syntax_faults(&text, &errors);
        let [(span, what, Some(expected))] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!(text.get(span.clone()), Some("["));
        assert!(text[..span.start].ends_with("options = ") && what.contains("jamais refermé"), "{what}");
        assert!(expected.contains("« ] »"), "{expected}");
    }

    #[test]
    fn common_slips_are_told_in_french_by_their_name() {
        let cases = [
            ("a = 2020-13-45", "date impossible"),
            ("a = 2020-05", "date impossible"),
            ("a = 25:61:00", "heure impossible"),
            ("a = 2020-05-20T09:00:00+99:00", "décalage horaire impossible"),
            ("a = 012", "zéro de trop"),
            ("a = 1__2", "« _ » mal placé"),
            ("a = 1.", "nombre impossible"),
            ("a = True", "valeur"),
            ("a = \"\\q\"", "mal suivi"),
            ("étude = 1", "nom de champ refusé"),
            ("a = 1 b = 2", "suite inattendue"),
            ("a = 1\na = 2", "champ écrit deux fois"),
            ("a = \"x", "texte mal fermé"),
            ("a = [1, 2", "mal fermé"),
            ("a = [\"x\" \"y\"]", "virgule manquante"),
            ("[a", "mal fermé"),
            ("a", "champ sans valeur"),
            ("a = { b = 1", "mal fermé"),
            ("= 1", "nom de champ"),
            ("a = 'x'\r b = 2", "retour chariot"),
            ("a = 1\n[a.b]\n", "champ"),
        ];
        let missed: Vec<_> = cases
            .iter()
            .filter(|(text, what)| !told(text)[0].contains(what))
            .map(|(text, _)| (text, told(text)))
            .collect();
        assert!(missed.is_empty(), "{missed:#?}");
    }
}
