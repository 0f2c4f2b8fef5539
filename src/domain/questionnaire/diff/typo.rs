//! Whether two texts differ by a slip of the pen only: capitals, punctuation, spaces, or a letter or two in a long word.
//! In doubt the answer is no: a correction told as a rewording costs a look, a rewording told as a correction costs a series.

/// Words that may differ in one text.
const WORDS_MAX: usize = 3;
/// Shortest word in which a letter may be wrong: « sans » and « dans » are two words.
const WORD_CHARS_MIN: usize = 5;
/// From this length on, two letters may be wrong.
const LONG_WORD_CHARS: usize = 9;
/// Signs that carry meaning, so that they are never punctuation.
const SIGNS: [char; 12] = ['%', '€', '$', '+', '<', '>', '=', '{', '}', '|', '_', '°'];

pub(super) fn is_typo(before: &str, after: &str) -> bool {
    let (before, after) = (words(before), words(after));
    if before == after {
        return true;
    }
    if before.len() != after.len() {
        // « aujourd'hui » in one word or two; figures may not be run together.
        let has_digit = |words: &[String]| words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
        return before.concat() == after.concat() && !has_digit(&before);
    }
    let differing: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
    differing.len() <= WORDS_MAX && differing.into_iter().all(|(before, after)| is_slip(before, after))
}

fn is_slip(before: &str, after: &str) -> bool {
    let length = before.chars().count().min(after.chars().count());
    let is_plain = |word: &str| word.chars().all(char::is_alphabetic);
    // « favorable » and « défavorable »: what stands before a whole word is a prefix, never a slip.
    let is_prefixed = before.ends_with(after) || after.ends_with(before);
    let distance_max = if length >= LONG_WORD_CHARS { 2 } else { 1 };
    length >= WORD_CHARS_MIN
        && is_plain(before)
        && is_plain(after)
        && !is_prefixed
        && strsim::osa_distance(before, after) <= distance_max
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && !SIGNS.contains(&c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_typos() {
        for (before, after) in [
            ("Que pensez vous de ça ?", "Que pensez-vous de ça ?"),
            ("Plutôt Utile", "plutôt utile."),
            ("Un partenariat utlie", "Un partenariat utile"),
            ("une assocation locale", "une association locale"),
            ("Aujourd hui", "Aujourdhui"),
        ] {
            assert!(is_typo(before, after), "{before} / {after}");
        }
    }

    #[test]
    fn another_meaning_is_never_a_typo() {
        for (before, after) in [
            ("avec ou sans aide", "avec ou dans aide"),
            ("un avis favorable", "un avis défavorable"),
            ("plutôt utile", "plutôt inutile"),
            ("Moins de 10 %", "Moins de 10 €"),
            ("1,5", "15"),
            ("en 2019", "en 2020"),
            ("C'est utile", "Ce n'est pas utile"),
            ("pour {institut}", "pour {instituts}"),
            ("Vous êtes d'accord", "Vous êtes en désaccord"),
        ] {
            assert!(!is_typo(before, after), "{before} / {after}");
        }
    }
}
