//! The notice that goes with the files: what each is, how to read it in R and in Python, the method, how they may be used.

use super::words::{fieldwork, identity, mention, signs, weighting};
use super::{ReleaseFile, bundle};
use crate::domain::release::Released;

const NAME: &str = "LISEZMOI.txt";
const LINE_CHARS: usize = 100;

/// What each file is. Those beside it in the archive too.
fn what(name: &str) -> &'static str {
    match name {
        "tableaux.csv" => "tous les chiffres, un par ligne, pour un programme : UTF-8, virgules, point décimal",
        "tableaux-excel.csv" => {
            "les mêmes pour un Excel en français : points-virgules, virgule décimale, titres en français"
        }
        "classeur.xlsx" => {
            "classeur de tableaux : sommaire, une feuille par question, notes, tous les chiffres à filtrer"
        }
        "tableaux.parquet" => "les mêmes colonnes que tableaux.csv, typées (Apache Parquet)",
        "tableaux.json" => "JSON-stat 2.0 : une collection, un cube par question",
        "tableaux-sdmx.csv" => "SDMX-CSV 2.0 : dimensions, valeur, attributs",
        "tableaux-sdmx-structure.xml" => {
            "ce que décrit le fichier précédent (SDMX-ML 3.0) : concepts et listes de codes"
        }
        "publication.json" => "la publication telle qu’elle a été approuvée ; son empreinte SHA-256 l’identifie",
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
        text.line("DONNÉES SIMULÉES : ces chiffres ne sont pas ceux d’une enquête. Toute reprise le dit.");
        text.gap();
    }
    for (head, said) in identity(released) {
        text.line(&format!("{head} : {said}"));
    }
    text.title("Fichiers");
    for file in files {
        text.line(&format!("{} : {}", file.name, what(file.name)));
    }
    text.line(&format!(
        "Chacun des fichiers de tableaux porte les {} chiffres de la publication.",
        released_figures(released)
    ));
    text.line(&format!(
        "{}, dans l’archive {} : nom, taille, nombre de lignes et empreinte SHA-256 de chaque fichier",
        bundle::MANIFEST,
        bundle::NAME
    ));
    text.title("Lire ces fichiers");
    text.as_is(READING);
    text.title("Signes");
    for (sign, meaning) in signs(content) {
        text.line(&format!("{sign} : {meaning}"));
    }
    text.line("Colonne « status » : shown, lisible ; small_base, base faible ; hidden, masqué.");
    text.title("Méthode");
    text.line(&format!("Terrain {}, mode {}.", fieldwork(content), content.wave.mode));
    for line in content.reading.iter().cloned().chain(weighting(content)) {
        text.line(&line);
    }
    text.line(&content.wave.questionnaire_notice);
    text.title("Usage");
    text.line(USE);
    text.line(&format!("Mention à reproduire : {}.", mention(content)));
    text.said
}

fn released_figures(released: &Released) -> String {
    super::count(super::figures::figures(released)).to_string()
}

const USE: &str = "Ces chiffres peuvent être repris, en tout ou partie, avec la mention ci-dessous et le texte exact de \
                   la question, sans en changer le sens. Ils ne portent que sur des groupes : chercher à reconnaître \
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
