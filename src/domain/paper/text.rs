//! Texts as a reviewer reads them: what is piped into them is said in words.

/// `${ID|repli}` becomes `[réponse à ID, à défaut « repli »]`; the wave's own `{nom}` stays as it is.
pub(super) fn plain(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("${") {
        told.push_str(before);
        let Some((piped, tail)) = after.split_once('}') else {
            told.push_str("${");
            rest = after;
            continue;
        };
        let (name, fallback) = piped.split_once('|').unwrap_or((piped, ""));
        told.push_str(&format!("[réponse à {name}"));
        if !fallback.is_empty() {
            told.push_str(&format!(", à défaut « {fallback} »"));
        }
        told.push(']');
        rest = tail;
    }
    told.push_str(rest);
    told
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
