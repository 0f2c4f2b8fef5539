//! Texts as a reviewer reads them: what is piped into them is said in words.

use std::collections::BTreeMap;

use crate::domain::expression::Name;
use crate::domain::piping::without_answers;

/// `${ID|repli}` becomes `[réponse à ID, à défaut « repli »]`; the wave's own `{nom}` stays as it is.
pub(super) fn plain(text: &str) -> String {
    let told = |name: &Name, fallback: &str| format!("[réponse à {name}, à défaut « {fallback} »]");
    without_answers(text.trim(), &BTreeMap::new(), told).into_owned()
}

/// The words with a capital and a full stop.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if capital.ends_with(['.', '?', '!', '…', ':']) { capital } else { capital + "." }
}

/// « a, b et c ».
pub(super) fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} et {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_piped_is_said_with_its_fallback() {
        assert_eq!(
            plain("À ${S_VILLE|votre commune}, {institut}…"),
            "À [réponse à S_VILLE, à défaut « votre commune »], {institut}…"
        );
        assert_eq!(plain("sans fin ${S_VILLE"), "sans fin ${S_VILLE");
    }

    #[test]
    fn a_sentence_has_a_capital_and_an_end() {
        assert_eq!(sentence("élargir"), "Élargir.");
        assert_eq!(sentence("Déjà ?"), "Déjà ?");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b et c");
    }
}
