//! The paper as Markdown (GitHub's tables), for a review beside the code.

use super::choices::Choice;
use super::{EndSheet, Paper, QuestionSheet, SectionSheet, VariableSheet};

pub(super) fn write(paper: &Paper) -> String {
    let mut out = Writer::default();
    out.line(&format!("# {}", escape(&paper.title)));
    for (name, value) in &paper.facts {
        out.item(&format!("**{name}** : {}", escape(value)));
    }
    out.gap();
    quote(&mut out, &paper.notice);
    paper.orders.iter().for_each(|order| out.item(&escape(order)));
    out.gap();
    for (at, section) in (1..).zip(&paper.sections) {
        write_section(&mut out, at, section);
    }
    variables(&mut out, "Variables cachées", &paper.hidden);
    variables(&mut out, "Variables calculées", &paper.computed);
    if !paper.profile.is_empty() {
        out.line("## Variables de profil, pour les quotas et les croisements");
        paper.profile.iter().for_each(|(id, from)| out.item(&format!("`{id}` — {}", escape(from))));
        out.gap();
    }
    ends(&mut out, &paper.ends);
    out.text.trim_end().to_owned() + "\n"
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// A paragraph or a heading of its own.
    fn line(&mut self, line: &str) {
        self.gap();
        self.text.push_str(line);
        self.text.push_str("\n\n");
    }

    fn item(&mut self, words: &str) {
        self.text.push_str("- ");
        self.text.push_str(words);
        self.text.push('\n');
    }

    /// An empty line, unless there is one.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        self.gap();
        self.text.push_str(&line(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()));
        self.text.push_str(&line(&vec!["---".to_owned(); head.len()]));
        rows.iter().for_each(|row| self.text.push_str(&line(row)));
        self.gap();
    }
}

fn write_section(out: &mut Writer, at: usize, section: &SectionSheet) {
    out.line(&format!("## {at}. {} (`{}`)", escape(&section.title), section.id));
    section.rules.iter().for_each(|rule| out.item(&escape(rule)));
    out.gap();
    if let Some(intro) = &section.intro {
        quote(out, intro);
    }
    section.questions.iter().for_each(|question| write_question(out, question));
    for check in &section.checks {
        let words = [check.rule.as_str(), " Sinon : « ", &check.message, " »"].concat();
        out.item(&format!("{} (à côté de `{}`) : {}", check.severity, check.question, escape(&words)));
    }
    out.gap();
}

fn write_question(out: &mut Writer, question: &QuestionSheet) {
    let marks: Vec<&str> = question.marks.iter().map(|mark| mark.label.as_str()).collect();
    out.line(&format!("### {}. `{}` — {}", question.number, question.id, escape(&marks.join(" · "))));
    question.rules.iter().for_each(|rule| out.item(&escape(rule)));
    out.line(&format!("**{}**", escape(&question.text)));
    if let Some(help) = &question.help {
        out.line(&format!("*{}*", escape(help)));
    }
    out.line(&escape(&question.instruction));
    if !question.rows.is_empty() {
        choices(out, "Ligne", &question.rows);
    }
    if !question.choices.is_empty() {
        choices(out, question.choices_are, &question.choices);
    }
    question.nets.iter().for_each(|net| out.item(&format!("Sous-total : {}", escape(net))));
    question.ways.iter().for_each(|way| out.item(&escape(way)));
    out.gap();
}

fn choices(out: &mut Writer, what: &str, choices: &[Choice]) {
    let has_values = choices.iter().any(|choice| choice.value.is_some());
    let has_notes = choices.iter().any(|choice| !choice.notes.is_empty());
    let mut head = vec!["Code", what];
    head.extend(has_values.then_some("Valeur"));
    head.extend(has_notes.then_some("Remarques"));
    let row = |choice: &Choice| {
        let help = choice.help.as_ref().map_or_else(String::new, |help| format!(" — *{}*", escape(help)));
        let mut row = vec![format!("`{}`", choice.code), escape(&choice.label) + &help];
        row.extend(has_values.then(|| choice.value.map_or_else(String::new, |value| value.to_string())));
        row.extend(has_notes.then(|| escape(&choice.notes.join(" ; "))));
        row
    };
    out.table(&head, &choices.iter().map(row).collect::<Vec<_>>());
}

fn variables(out: &mut Writer, title: &str, variables: &[VariableSheet]) {
    if variables.is_empty() {
        return;
    }
    out.line(&format!("## {title}"));
    for variable in variables {
        out.line(&format!("### `{}` — {}", variable.id, escape(&variable.label)));
        out.line(&escape(&variable.rule));
        if !variable.categories.is_empty() {
            let row =
                |(code, label, from): &(String, String, String)| vec![format!("`{code}`"), escape(label), escape(from)];
            out.table(&["Code", "Libellé", "Donnée par"], &variable.categories.iter().map(row).collect::<Vec<_>>());
        }
    }
}

fn ends(out: &mut Writer, ends: &[EndSheet]) {
    if !ends.is_empty() {
        out.line("## Pages de fin");
    }
    for end in ends {
        out.line(&format!("### `{}` — {}", end.id, end.on));
        out.line(&format!("**{}**", escape(&end.title)));
        out.line(&escape(&end.text));
    }
}

fn quote(out: &mut Writer, text: &str) {
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        out.line(&format!("> {}", escape(paragraph.trim())));
    }
}

/// What Markdown would take for itself, and line breaks, which would end a cell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '|' | '<' | '>' | '#' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
