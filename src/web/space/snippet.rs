//! A few lines of R and of Python that read the file, ready to copy. The key is taken from the environment: one written in a
//! program ends up where it should not.

use maud::{Markup, html};

/// The name of the variable that holds the key.
const VARIABLE: &str = "SONDE_CLE";

pub struct Snippet {
    pub id: &'static str,
    pub language: &'static str,
    pub text: String,
}

/// For the CSV file at this address; with the key's header where the service is to know who reads.
pub fn of(address: &str) -> [Snippet; 2] {
    [
        Snippet { id: "code-r", language: "R (sans paquet)", text: in_r(address) },
        Snippet { id: "code-python", language: "Python (pandas)", text: in_python(address) },
    ]
}

fn in_r(address: &str) -> String {
    [
        "adresse <- \"",
        address,
        "\"\n",
        "entetes <- c(Authorization = paste(\"Bearer\", Sys.getenv(\"",
        VARIABLE,
        "\")))\n",
        "tableaux <- read.csv(url(adresse, headers = entetes, encoding = \"UTF-8\"), encoding = \"UTF-8\",\n",
        "                     na.strings = \"\")\n",
        "subset(tableaux, is.na(break.), c(question, row_label, percent, low, high))\n",
    ]
    .concat()
}

fn in_python(address: &str) -> String {
    [
        "import os\nimport pandas\n\n",
        "adresse = \"",
        address,
        "\"\n",
        "entetes = {\"Authorization\": \"Bearer \" + os.environ[\"",
        VARIABLE,
        "\"]}\n",
        "tableaux = pandas.read_csv(adresse, storage_options=entetes)\n",
        "print(tableaux[tableaux[\"break\"].isna()][[\"question\", \"row_label\", \"percent\", \"low\", \"high\"]])\n",
    ]
    .concat()
}

pub fn view(snippets: &[Snippet]) -> Markup {
    html! {
        @for snippet in snippets {
            figure.snippet {
                figcaption { (snippet.language) }
                pre { code id=(snippet.id) { (snippet.text) } }
                button.second type="button" data-copy=(snippet.id) hidden { "Copier" }
            }
        }
        p.small.muted {
            "Mettez votre clé dans la variable d’environnement " code { (VARIABLE) } " (en R\u{a0}: dans " code { "~/.Renviron" } "), jamais dans le programme. "
            a href="/espace/cles" { "Faire une clé" } "."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_holds_the_address_and_no_key() {
        for snippet in of("https://sonde.example/api/v1/releases/essai-2020.csv") {
            assert!(snippet.text.contains("https://sonde.example/api/v1/releases/essai-2020.csv"), "{}", snippet.text);
            assert!(snippet.text.contains(VARIABLE) && !snippet.text.contains("sonde_"), "{}", snippet.text);
        }
    }
}
