//! Figures already published elsewhere: shown beside ours, marked, never mixed with them.

use serde::Deserialize;

/// One printed percentage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PublishedFigure {
    pub study: String,
    pub wave: String,
    pub question: String,
    /// Empty when the figure is of a net.
    pub option: String,
    /// Empty when the figure is of an option.
    pub net: String,
    pub percent: u32,
    pub source: String,
}

/// The figures of one question of one wave, in the order of the file.
pub fn figures(text: &str, study: &str, wave: &str, question: &str) -> Result<Vec<PublishedFigure>, csv::Error> {
    let mut found = Vec::new();
    for figure in csv::Reader::from_reader(text.as_bytes()).deserialize() {
        let figure: PublishedFigure = figure?;
        if figure.study == study && figure.wave == wave && figure.question == question {
            found.push(figure);
        }
    }
    Ok(found)
}

impl PublishedFigure {
    /// The option's code or the net's id.
    pub fn code(&self) -> &str {
        if self.net.is_empty() { &self.option } else { &self.net }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_answers_of_may_2020_add_up_to_the_whole() {
        let text = include_str!("../../questionnaires/published/results.csv");
        let figures = figures(text, "urgence-covid-citoyens", "2020-05", "JC_UTILITE").unwrap();
        let percent = |code: &str| figures.iter().find(|one| one.code() == code).unwrap().percent;
        let outside = ["secondaire", "inutile", "contre_productif", "nsp"].map(percent).iter().sum::<u32>();
        assert_eq!(percent("st_utile") + outside, 100);
        assert!(percent("incontournable") <= percent("st_utile"));
    }
}
