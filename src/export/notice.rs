//! The notice that goes with the files: what each is, how to read it in R and in Python, the method, how they may be used.

use super::words::{fieldwork, identity, mention, signs, weighting};
use super::{ReleaseFile, bundle};
use crate::domain::release::Released;

const NAME: &str = "LISEZMOI.txt";
const LINE_CHARS: usize = 100;

/// What each file is.
fn what(name: &str) -> &'static str {
    match name {
        "tableaux.csv" => "tous les chiffres, un par ligne, pour un programme\u{a0}: UTF-8, virgules, point décimal",
        "tableaux-excel.csv" => {
            "les mêmes pour un Excel en français\u{a0}: points-virgules, virgule décimale, titres en français"
        }
        "classeur.xlsx" => {
            "classeur de tableaux\u{a0}: sommaire, une feuille par question, notes, tous les chiffres à filtrer"
        }
        "tableaux.parquet" => "les mêmes colonnes que tableaux.csv, typées (Apache Parquet)",
        "tableaux.json" => "JSON-stat 2.0\u{a0}: une collection, un cube par question",
        "tableaux-sdmx.csv" => "SDMX-CSV 2.0\u{a0}: dimensions, valeur, attributs",
        "tableaux-sdmx-structure.xml" => {
            "ce que décrit le fichier précédent (SDMX-ML 3.0)\u{a0}: concepts et listes de codes"
        }
        "publication.json" => "la publication telle qu’elle a été approuvée\u{a0}; son empreinte SHA-256 l’identifie",
        _ => "",
    }
}

pub(super) fn file(released: &Released, files: &[ReleaseFile]) -> ReleaseFile {
    let text = text(released, files);
    // Read by any editor: with the mark of UTF-8, and lines that end as on Windows.
    let bytes = format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
    ReleaseFile { name: NAME, media_type: "text/plain; charset=utf-8", bytes, rows: 0 }
}

fn text(released: &Released, files: &[ReleaseFile]) -> String {
    let content = released.content();
    let mut text = Text::default();
    text.title(&content.wave.title);
    if content.is_simulated {
        text.line("DONNÉES SIMULÉES\u{a0}: ces chiffres ne sont pas ceux d’une enquête. Toute reprise le dit.");
        text.gap();
    }
    for (head, said) in identity(released) {
        text.line(&format!("{head}\u{a0}: {said}"));
    }
    text.title("Fichiers");
    for file in files {
        text.line(&format!("{}\u{a0}: {}", file.name, what(file.name)));
    }
    text.line(&format!(
        "Chacun des fichiers de tableaux porte les {} chiffres de la publication.",
        released_figures(released)
    ));
    text.line(&format!(
        "{}, dans l’archive {}\u{a0}: nom, taille, nombre de lignes et empreinte SHA-256 de chaque fichier",
        bundle::MANIFEST,
        bundle::NAME
    ));
    text.title("Lire ces fichiers");
    text.as_is(READING);
    text.title("Signes");
    for (sign, meaning) in signs(content) {
        text.line(&format!("{}\u{a0}: {meaning}", sign.as_str()));
    }
    text.line("Colonne « status »\u{a0}: shown, lisible\u{a0}; small_base, base faible\u{a0}; hidden, masqué.");
    text.title("Méthode");
    text.line(&format!("Terrain {}, mode {}.", fieldwork(content), content.wave.mode));
    for line in content.reading.iter().cloned().chain(weighting(content)) {
        text.line(&line);
    }
    text.line(&content.wave.questionnaire_notice);
    text.title("Usage");
    text.line(USE);
    text.line(&format!("Mention à reproduire\u{a0}: {}.", mention(content)));
    text.said
}

fn released_figures(released: &Released) -> String {
    super::count(super::figures::figures(released)).to_string()
}

const USE: &str = "Ces chiffres peuvent être repris, en tout ou partie, avec la mention ci-dessous et le texte exact de \
                   la question, sans en changer le sens. Ils ne portent que sur des groupes\u{a0}: chercher à reconnaître \
                   une personne est interdit.";

const READING: &str = "R
  tableaux <- read.csv(\"tableaux.csv\", fileEncoding = \"UTF-8\", na.strings = \"\")
  tableaux <- arrow::read_parquet(\"tableaux.parquet\")
  tableaux <- read.csv2(\"tableaux-excel.csv\", fileEncoding = \"UTF-8-BOM\", na.strings = \"\")
  classeur <- readxl::read_excel(\"classeur.xlsx\", sheet = \"Données\")

Python
  tableaux = pandas.read_csv(\"tableaux.csv\")
  tableaux = pandas.read_parquet(\"tableaux.parquet\")
  classeur = pandas.read_excel(\"classeur.xlsx\", sheet_name=\"Données\")
  message = pysdmx.io.read_sdmx(\"tableaux-sdmx-structure.xml\")
  donnees = pysdmx.io.get_datasets(\"tableaux-sdmx.csv\", \"tableaux-sdmx-structure.xml\")
";

/// Lines of a plain text, folded.
#[derive(Default)]
struct Text {
    said: String,
}

impl Text {
    fn title(&mut self, title: &str) {
        if !self.said.is_empty() {
            self.gap();
        }
        let rule = "=".repeat(title.chars().count());
        self.said.extend([title, "\n", &rule, "\n\n"]);
    }

    fn gap(&mut self) {
        self.said.push('\n');
    }

    fn as_is(&mut self, text: &str) {
        self.said.push_str(text);
    }

    /// Folded at spaces, but not at those that do not break.
    fn line(&mut self, text: &str) {
        let mut at = 0;
        for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
            let chars = word.chars().count();
            if at > 0 && at + 1 + chars > LINE_CHARS {
                self.said.push_str("\n  ");
                at = 2;
            } else if at > 0 {
                self.said.push(' ');
                at += 1;
            }
            self.said.push_str(word);
            at += chars;
        }
        self.said.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::domain::disclosure::release;
    use crate::domain::release::Released;
    use crate::domain::table::fixture::{diagnostics, published, questionnaire, spec};
    use crate::domain::table::tabulate;
    use crate::domain::wave::{Access, WaveSpec};

    fn released(spec: &WaveSpec) -> Released {
        let data = published();
        let tables = tabulate(&questionnaire(), spec, &data, &vec![1.0; data.rows]).unwrap();
        release(&questionnaire(), spec, &tables, &diagnostics(1000), false)
    }

    #[test]
    fn the_notice_says_whose_figures_they_are_and_no_line_is_long() {
        let released = released(&spec());
        let text = text(&released, &crate::export::release_files(&released).unwrap());
        let mention = "Institut pour Observatoire des partenariats, «\u{a0}Jouer collectif en sortie de crise\u{a0}», 1000 réponses";
        assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&mention.replace('\u{a0}', " ")));
        assert!(!text.contains("simulées"));
        assert!(text.lines().all(|line| line.chars().count() <= super::LINE_CHARS));
        assert!(text.contains("tableaux-sdmx-structure.xml"));
    }

    #[test]
    fn an_open_consultation_is_never_said_to_be_a_poll() {
        let open = WaveSpec { access: Access { open_link: true, ..Access::NONE }, ..spec() };
        assert!(open.is_consultation());
        let released = released(&open);
        for file in crate::export::release_files(&released).unwrap() {
            let text = String::from_utf8_lossy(&file.bytes).to_lowercase();
            assert!(!text.contains("sondage"), "{}", file.name);
        }
    }
}
