//! A figure in a sentence that can be printed as it is. Whoever was asked, when, and in which wave is always in it, so that a
//! figure is never dated by the year it is quoted, nor said of another audience.

use crate::domain::check::message::grouped;
use crate::domain::questionnaire::{DeclaredMissing, Language};
use crate::domain::release::{
    FigureRow, FigureValue, ReleaseContent, ReleasedFigure, ReleasedRow, ReleasedRowKind, period_words,
};
use crate::domain::table::MeasureKind;

impl ReleaseContent {
    pub fn is_consultation(&self) -> bool {
        self.notice.as_ref().is_some_and(|notice| notice.is_consultation)
    }

    /// What any reproduction must bear: « Sondage X pour Y », and that nobody real answered where it is so.
    pub fn mention(&self, is_consultation: bool) -> String {
        let what = if is_consultation { "Consultation" } else { "Sondage" };
        let simulated = if self.is_simulated { " (données simulées)" } else { "" };
        format!("{what} {} pour {}{simulated}", self.parties.fieldwork_institute, self.parties.sponsor)
    }

    /// When people were asked.
    pub fn period(&self, language: Language) -> String {
        period_words(self.wave.fieldwork_start, self.wave.fieldwork_end, language)
    }

    /// Who was asked, in the words of the wave: the audience and its universe, joined by this sign.
    pub fn public(&self, sign: &str) -> String {
        match (self.wave.audience.as_str(), self.wave.universe.as_str()) {
            ("", universe) => universe.to_owned(),
            (audience, universe) => [audience, sign, universe].concat(),
        }
    }
}

impl ReleasedFigure<'_> {
    /// `None` when the figure is hidden.
    pub fn sentence(&self, language: Language) -> Option<String> {
        let said = match language {
            Language::Fr => self.in_french()?,
            Language::En => self.in_english()?,
        };
        Some(said.replace("  ", " "))
    }

    fn in_french(&self) -> Option<String> {
        let (content, wave) = (self.content, &self.content.wave);
        let what = if self.is_consultation { "la consultation ouverte" } else { "l’enquête" };
        let simulated = if content.is_simulated { "Données simulées. " } else { "" };
        let question = self.question("« ", " »");
        let category = self.category(" : ");
        let is_of_all = self.table.is_asked_to_all();
        let asked = if is_of_all { String::new() } else { format!(", posée {}", inner(&self.table.base_label)) };
        let said = match self.value? {
            FigureValue::Share(cell) => {
                let verb = self.answered_in_french(cell.percent);
                let whole = self.within().map_or_else(String::new, |(percent, label)| {
                    format!(", et sont compris dans les {percent} % « {} »", inner(label))
                });
                let who = if is_of_all { "des personnes interrogées" } else { "de ceux à qui elle a été posée" };
                format!("{} % {who}{category} {verb} la question {question}{asked}{whole}", cell.percent)
            }
            FigureValue::Measure(row, measure) => {
                let value = row.written(measure.value);
                let unit = row.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
                let label = row.label.to_lowercase();
                format!("à la question {question}{asked}, {label} : {value}{unit}{category}")
            }
        };
        Some(format!(
            "{simulated}Selon {what} « {} » (vague {}, terrain {}), {said}. Public : {}. {} répondants au total{}. {}.",
            inner(&wave.title),
            wave.key,
            content.period(Language::Fr),
            content.public(", "),
            count(Language::Fr, content.base_n),
            self.base_words(Language::Fr),
            content.mention(self.is_consultation),
        ))
    }

    fn in_english(&self) -> Option<String> {
        let (content, wave) = (self.content, &self.content.wave);
        let what = if self.is_consultation { "open consultation" } else { "survey" };
        let simulated = if content.is_simulated { "Simulated data. " } else { "" };
        let (question, category) = (self.question("“", "”"), self.category(": "));
        let said = match self.value? {
            FigureValue::Share(cell) => {
                let is_of_all = self.table.is_asked_to_all();
                let who = if is_of_all { "respondents" } else { "those who were asked" };
                let verb = match self.row {
                    FigureRow::Answer(row) if row.kind == ReleasedRowKind::NoAnswer => "did not answer".to_owned(),
                    _ => format!("answered “{}”{} to", quoted(self.label()), self.made_of(Language::En)),
                };
                let whole = self.within().map_or_else(String::new, |(percent, label)| {
                    format!(", part of the {percent}% “{}”", quoted(label))
                });
                format!("{}% of {who}{category} {verb} the question {question}{whole}", cell.percent)
            }
            FigureValue::Measure(row, measure) => {
                let value = row.written(measure.value).replace(',', ".");
                let unit = row.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
                let kind = match row.kind {
                    MeasureKind::Mean => "mean",
                    MeasureKind::Median => "median",
                };
                format!("the {kind} answer to the question {question}{category} was {value}{unit}")
            }
        };
        Some(format!(
            "{simulated}According to the {what} “{}” (wave {}, fieldwork {}), {said}. Population, in French: {}. {} \
             respondents in all{}. {} for {}.",
            quoted(&wave.title),
            wave.key,
            content.period(Language::En),
            quoted(&content.public(", ")),
            count(Language::En, content.base_n),
            self.base_words(Language::En),
            content.parties.fieldwork_institute,
            content.parties.sponsor,
        ))
    }

    fn answered_in_french(&self, percent: u32) -> String {
        let one = percent < 2;
        match self.row {
            FigureRow::Answer(ReleasedRow { missing: Some(DeclaredMissing::Nsp), .. }) => {
                if one {
                    "ne se prononce pas sur".to_owned()
                } else {
                    "ne se prononcent pas sur".to_owned()
                }
            }
            FigureRow::Answer(row) if row.kind == ReleasedRowKind::NoAnswer => {
                if one {
                    "ne donne pas de réponse à".to_owned()
                } else {
                    "ne donnent pas de réponse à".to_owned()
                }
            }
            _ => {
                let verb = if one { "répond" } else { "répondent" };
                format!("{verb} « {} »{} à", inner(self.label()), self.made_of(Language::Fr))
            }
        }
    }

    /// What a net gathers: its name alone is often that of one of its answers.
    fn made_of(&self, language: Language) -> String {
        let FigureRow::Answer(net) = self.row else { return String::new() };
        let rows = self.table.rows.iter().filter(|row| row.is_part_of(net));
        let part = |row: &ReleasedRow| {
            // Those of several ticks do not add up.
            let cell = self.beside(&row.code).and_then(|figure| figure.value).filter(|_| !self.table.is_multiple);
            let percent = match (cell, language) {
                (Some(FigureValue::Share(cell)), Language::Fr) => format!("{} % ", cell.percent),
                (Some(FigureValue::Share(cell)), Language::En) => format!("{}% ", cell.percent),
                _ => String::new(),
            };
            match language {
                Language::Fr => format!("{percent}« {} »", inner(&row.label)),
                Language::En => format!("{percent}“{}”", quoted(&row.label)),
            }
        };
        let parts: Vec<String> = rows.map(part).collect();
        match (parts.is_empty(), language) {
            (true, _) => String::new(),
            (false, Language::Fr) => format!(" (sous-total : {})", parts.join(", ")),
            (false, Language::En) => format!(" (of which {})", parts.join(", ")),
        }
    }

    /// The net it is a « dont » of, where that may be read.
    fn within(&self) -> Option<(u32, &str)> {
        let whole = self.whole()?;
        let Some(FigureValue::Share(cell)) = whole.value else { return None };
        Some((cell.percent, whole.label()))
    }

    fn question(&self, open: &str, close: &str) -> String {
        let within = if open == "“" { quoted } else { inner };
        let item = self.table.item_label.as_ref();
        let item = item.map_or_else(String::new, |item| format!(" ({open}{}{close})", within(item)));
        format!("{open}{}{close}{item}", within(&self.table.text))
    }

    fn category(&self, sign: &str) -> String {
        let variable = self.column.variable_label.as_deref();
        variable.map_or_else(String::new, |variable| format!(" ({variable}{sign}{})", self.column.label))
    }

    /// The base of the figure, where it is not that of the wave.
    fn base_words(&self, language: Language) -> String {
        let Some(base) = self.base_n().filter(|base| *base != self.content.base_n) else { return String::new() };
        let is_small = self.shown().is_some_and(|shown| shown.is_small_base);
        let is_rough = self.shown().is_some_and(|shown| shown.base_is_rough);
        let base = count(language, base);
        match language {
            Language::Fr => {
                let about = if is_rough { "environ " } else { "" };
                let small = if is_small { ", base faible à lire avec prudence" } else { "" };
                format!(", {about}{base} pour ce chiffre{small}")
            }
            Language::En => {
                let about = if is_rough { "about " } else { "" };
                let small = if is_small { " (small base, read with caution)" } else { "" };
                format!(", {about}{base} for this figure{small}")
            }
        }
    }
}

/// As people of that language write it.
fn count(language: Language, number: u32) -> String {
    grouped(language, &number.to_string())
}

/// A text inside French quotation marks: those it has become inner ones.
fn inner(text: &str) -> String {
    ["« ", "«\u{a0}", "«"]
        .iter()
        .fold(text.to_owned(), |text, open| text.replace(open, "“"))
        .replace("\u{a0}»", "»")
        .replace(" »", "»")
        .replace('»', "”")
}

/// The same inside English ones.
fn quoted(text: &str) -> String {
    inner(text).replace('“', "‘").replace('”', "’")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::release::FigureName;
    use crate::domain::release::fixture::content;

    /// The mis-citation a figure has suffered for years: another year, another audience.
    #[test]
    fn no_sentence_goes_without_who_was_asked_when_and_in_which_wave() {
        let content = content();
        let mut said = 0;
        for name in content.figure_names() {
            let figure = content.figure(&name).unwrap();
            for language in [Language::Fr, Language::En] {
                let Some(sentence) = figure.sentence(language) else { continue };
                said += 1;
                let period = content.period(language);
                for needed in
                    [&content.wave.title, &content.wave.key, &content.wave.universe, &content.wave.audience, &period]
                {
                    assert!(sentence.contains(needed.as_str()), "{}: {needed} is not in {sentence}", name.path());
                }
                assert!(sentence.contains(&content.parties.fieldwork_institute), "{sentence}");
                assert!(period.contains("2020"), "{period}");
            }
        }
        assert!(said > 20);
    }

    #[test]
    fn a_net_says_what_it_gathers() {
        let content = content();
        let name = FigureName::parse("JC_UTILITE", "st_utile", None).unwrap();
        let [french, english] =
            [Language::Fr, Language::En].map(|one| content.figure(&name).unwrap().sentence(one).unwrap());
        let made = "81 % des personnes interrogées répondent « Utile » (sous-total : 29 % « Incontournable », 52 % « Utile ») à la question";
        assert!(french.contains(made), "{french}");
        assert!(english.contains("“Utile” (of which 29% “Incontournable”, 52% “Utile”) to"), "{english}");
    }

    #[test]
    fn a_hidden_figure_has_no_sentence() {
        let mut content = content();
        let name = FigureName::parse("JC_UTILITE", "st_utile", None).unwrap();
        assert!(content.figure(&name).unwrap().sentence(Language::Fr).is_some());
        content.tables[0].columns[0].shown = None;
        assert_eq!(content.figure(&name).unwrap().sentence(Language::Fr), None);
    }

    #[test]
    fn a_part_says_what_it_is_a_part_of_and_simulated_data_say_so() {
        let mut content = content();
        let name = FigureName::parse("JC_UTILITE", "incontournable", None).unwrap();
        let french = content.figure(&name).unwrap().sentence(Language::Fr).unwrap();
        assert!(french.contains("compris dans les") && french.contains("« Utile »"), "{french}");
        assert!(!french.starts_with("Données simulées"), "{french}");
        content.is_simulated = true;
        let told =
            [Language::Fr, Language::En].map(|language| content.figure(&name).unwrap().sentence(language).unwrap());
        assert!(told[0].starts_with("Données simulées. ") && told[1].starts_with("Simulated data. "), "{told:?}");
    }

    #[test]
    fn a_consultation_is_never_called_a_poll() {
        let mut content = content();
        content.notice.as_mut().unwrap().is_consultation = true;
        for name in content.figure_names() {
            let figure = content.figure(&name).unwrap();
            assert!(figure.is_consultation);
            for language in [Language::Fr, Language::En] {
                let said = figure.sentence(language).unwrap_or_default().to_lowercase();
                assert!(!said.contains("sondage") && !said.contains("enquête") && !said.contains("survey"), "{said}");
            }
        }
    }

    #[test]
    fn quotation_marks_inside_are_inner_ones() {
        assert_eq!(inner("Dire « oui » ou «\u{a0}non\u{a0}»"), "Dire “oui” ou “non”");
        assert_eq!(quoted("Dire « oui »"), "Dire ‘oui’");
    }
}
