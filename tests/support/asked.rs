//! The page that small questionnaires of the tests begin with.

/// Whether one takes part, after these lines of its section; `yes` is how one agrees, in French.
pub fn consent(lines: &str, yes: &str) -> String {
    format!(
        r#"
[[sections]]
id = "consentement"
title.fr = "Avant de commencer"
{lines}

[[sections.questions]]
id = "CONSENT"
role = "consent"
origin = "reconstructed"
type = "single"
text.fr = "Acceptez-vous de participer ?"
options = [{{ code = "oui", label.fr = "{yes}" }}, {{ code = "non", label.fr = "Non" }}]
exits = [{{ when = "CONSENT = 'non'", end = "refused" }}]
"#
    )
}
