//! The paper as one HTML page that needs nothing else: a table of contents on the screen, A4 in print.

use super::choices::Choice;
use super::{CheckSheet, EndSheet, Paper, QuestionSheet, SectionSheet, VariableSheet};
use crate::domain::questionnaire::Language;

/// A list longer than this is told in columns.
const TABLE_ROWS_MAX: usize = 30;
const STYLE: &str = include_str!("style.css");

pub(super) fn write(paper: &Paper) -> String {
    let mut out = Page::default();
    let title = escape(&paper.title);
    out.raw("<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.raw(&format!("<title>{title} — questionnaire</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    out.raw("<a class=\"skip\" href=\"#questions\">Aller aux questions</a>\n");
    // The questionnaire's own words may be in another language than those around them.
    let own =
        if paper.language == Language::Fr { String::new() } else { format!(" lang=\"{}\"", paper.language.code()) };
    out.own = own;
    header(&mut out, paper);
    contents(&mut out, paper);
    out.raw("<main id=\"questions\">\n");
    paper.orders.iter().for_each(|order| out.element("p", "rule", order));
    for (at, section) in (1..).zip(&paper.sections) {
        write_section(&mut out, at, section);
    }
    variables(&mut out, "cachees", "Variables cachées", &paper.hidden);
    variables(&mut out, "calculees", "Variables calculées", &paper.computed);
    profile(&mut out, &paper.profile);
    ends(&mut out, &paper.ends);
    out.raw("</main>\n<footer><p>Version de relecture. Entre accolades, les textes propres à chaque vague ; entre crochets, ce qui est repris d’une réponse.</p></footer>\n</body>\n</html>\n");
    out.text
}

#[derive(Default)]
struct Page {
    text: String,
    /// The attribute of what is in the questionnaire's language.
    own: String,
}

impl Page {
    fn raw(&mut self, html: &str) {
        self.text.push_str(html);
    }

    fn element(&mut self, name: &str, class: &str, text: &str) {
        self.raw(&format!("<{name} class=\"{class}\">{}</{name}>\n", escape(text)));
    }

    /// An element that holds words of the questionnaire.
    fn said(&mut self, name: &str, class: &str, text: &str) {
        let own = self.own.clone();
        self.raw(&format!("<{name} class=\"{class}\"{own}>{}</{name}>\n", escape(text)));
    }

    fn list(&mut self, class: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.raw(&format!("<ul class=\"{class}\">\n"));
        for item in items {
            self.raw(&format!("<li>{}</li>\n", escape(item)));
        }
        self.raw("</ul>\n");
    }
}

fn header(out: &mut Page, paper: &Paper) {
    out.raw("<header>\n<p class=\"kind\">Questionnaire, version de relecture</p>\n");
    out.said("h1", "title", &paper.title);
    out.raw("<dl class=\"facts\">\n");
    for (name, value) in &paper.facts {
        out.raw(&format!("<div><dt>{name}</dt><dd>{}</dd></div>\n", escape(value)));
    }
    out.raw("</dl>\n");
    if !paper.notice.is_empty() {
        out.said("p", "notice", &paper.notice);
    }
    out.raw("</header>\n");
}

fn contents(out: &mut Page, paper: &Paper) {
    out.raw("<nav aria-labelledby=\"sommaire\">\n<h2 id=\"sommaire\">Sommaire</h2>\n<ol>\n");
    for section in &paper.sections {
        let (count, own) = (section.questions.len(), out.own.clone());
        let words = if count > 1 { "questions" } else { "question" };
        let title = escape(&section.title);
        out.raw(&format!(
            "<li><a href=\"#s-{}\"><span{own}>{title}</span></a> <span class=\"muted\">{count} {words}</span></li>\n",
            section.id
        ));
    }
    out.raw("</ol>\n</nav>\n");
}

fn write_section(out: &mut Page, at: usize, section: &SectionSheet) {
    let own = out.own.clone();
    out.raw(&format!("<section id=\"s-{0}\" aria-labelledby=\"t-{0}\">\n", section.id));
    out.raw(&format!(
        "<h2 id=\"t-{}\"><span class=\"number\">{at}</span> <span{own}>{}</span>",
        section.id,
        escape(&section.title)
    ));
    out.raw(&format!(" <code>{}</code></h2>\n", section.id));
    out.list("rules", &section.rules);
    for paragraph in section.intro.iter().flat_map(|intro| intro.split("\n\n")) {
        out.said("p", "intro", paragraph.trim());
    }
    section.questions.iter().for_each(|question| write_question(out, question));
    if !section.checks.is_empty() {
        out.raw("<div class=\"checks\">\n<h3>Contrôles de la page</h3>\n<ul>\n");
        section.checks.iter().for_each(|check| write_check(out, check));
        out.raw("</ul>\n</div>\n");
    }
    out.raw("</section>\n");
}

fn write_check(out: &mut Page, check: &CheckSheet) {
    let own = out.own.clone();
    let (severity, beside) = (check.severity, &check.question);
    out.raw(&format!(
        "<li><strong>{severity}</strong> — {} Sinon, à côté de <a href=\"#q-{beside}\"><code>{beside}</code></a> : ",
        escape(&check.rule)
    ));
    out.raw(&format!("<span{own}>{}</span></li>\n", escape(&format!("« {} »", check.message))));
}

fn write_question(out: &mut Page, question: &QuestionSheet) {
    let own = out.own.clone();
    out.raw(&format!("<article id=\"q-{0}\" aria-labelledby=\"x-{0}\">\n", question.id));
    out.raw(&format!(
        "<p class=\"marks\"><span class=\"number\">{}</span> <code>{}</code>",
        question.number, question.id
    ));
    for mark in &question.marks {
        out.raw(&format!(" <span class=\"mark {}\">{}</span>", mark.kind, escape(&mark.label)));
    }
    out.raw("</p>\n");
    out.list("rules", &question.rules);
    out.raw(&format!("<h3 id=\"x-{}\"{own}>{}</h3>\n", question.id, escape(&question.text)));
    if let Some(help) = &question.help {
        out.said("p", "help", help);
    }
    out.element("p", "instruction", &question.instruction);
    choices(out, "Ligne", &question.rows);
    choices(out, question.choices_are, &question.choices);
    out.list("nets", &question.nets);
    out.list("ways", &question.ways);
    out.raw("</article>\n");
}

fn choices(out: &mut Page, what: &str, choices: &[Choice]) {
    if choices.is_empty() {
        return;
    }
    let is_bare = |choice: &Choice| choice.value.is_none() && choice.help.is_none() && choice.notes.is_empty();
    if choices.len() > TABLE_ROWS_MAX && choices.iter().filter(|choice| !is_bare(choice)).count() < choices.len() / 4 {
        return long_list(out, choices);
    }
    let has_values = choices.iter().any(|choice| choice.value.is_some());
    let value_head = if has_values { "<th scope=\"col\" class=\"value\">Valeur</th>" } else { "" };
    out.raw(&format!("<table>\n<thead><tr><th scope=\"col\" class=\"code\">Code</th><th scope=\"col\">{what}</th>{value_head}</tr></thead>\n<tbody>\n"));
    let own = out.own.clone();
    for choice in choices {
        let class = match (choice.is_retired, choice.is_missing) {
            (true, _) => " class=\"retired\"",
            (_, true) => " class=\"missing\"",
            _ => "",
        };
        out.raw(&format!("<tr{class}><td class=\"code\"><code>{}</code></td>", choice.code));
        out.raw(&format!("<th scope=\"row\"><span{own}>{}</span>", escape(&choice.label)));
        if let Some(help) = &choice.help {
            out.raw(&format!(" <span class=\"help\"{own}>{}</span>", escape(help)));
        }
        if !choice.notes.is_empty() {
            out.raw(&format!(" <span class=\"note\">{}</span>", escape(&choice.notes.join(" ; "))));
        }
        out.raw("</th>");
        if has_values {
            let value = choice.value.map_or_else(String::new, |value| value.to_string());
            out.raw(&format!("<td class=\"value\">{value}</td>"));
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n</table>\n");
}

/// Départements, occupations: columns of codes rather than pages of rows.
fn long_list(out: &mut Page, choices: &[Choice]) {
    out.raw("<ul class=\"long\">\n");
    let own = out.own.clone();
    for choice in choices {
        out.raw(&format!("<li><code>{}</code> <span{own}>{}</span>", choice.code, escape(&choice.label)));
        if !choice.notes.is_empty() {
            out.raw(&format!(" <span class=\"note\">{}</span>", escape(&choice.notes.join(" ; "))));
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}

fn variables(out: &mut Page, id: &str, title: &str, variables: &[VariableSheet]) {
    if variables.is_empty() {
        return;
    }
    out.raw(&format!("<section id=\"{id}\" aria-labelledby=\"t-{id}\">\n<h2 id=\"t-{id}\">{title}</h2>\n"));
    for variable in variables {
        out.raw(&format!("<article id=\"q-{}\">\n<p class=\"marks\"><code>{}</code></p>\n", variable.id, variable.id));
        out.said("h3", "", &variable.label);
        out.element("p", "instruction", &variable.rule);
        if !variable.categories.is_empty() {
            out.raw("<table>\n<thead><tr><th scope=\"col\" class=\"code\">Code</th><th scope=\"col\">Libellé</th></tr></thead>\n<tbody>\n");
            for (code, label, from) in &variable.categories {
                let own = out.own.clone();
                let note = if from.is_empty() {
                    String::new()
                } else {
                    format!(" <span class=\"note\">{}</span>", escape(from))
                };
                out.raw(&format!(
                    "<tr><td class=\"code\"><code>{code}</code></td><th scope=\"row\"><span{own}>{}</span>{note}</th></tr>\n",
                    escape(label)
                ));
            }
            out.raw("</tbody>\n</table>\n");
        }
        out.raw("</article>\n");
    }
    out.raw("</section>\n");
}

fn profile(out: &mut Page, profile: &[(String, String)]) {
    if profile.is_empty() {
        return;
    }
    out.raw("<section id=\"profil\" aria-labelledby=\"t-profil\">\n<h2 id=\"t-profil\">Variables de profil</h2>\n");
    out.element("p", "instruction", "Les seules que des quotas, un redressement ou un croisement peuvent employer.");
    out.raw("<ul class=\"profile\">\n");
    for (id, from) in profile {
        out.raw(&format!("<li><a href=\"#q-{id}\"><code>{id}</code></a> {}</li>\n", escape(from)));
    }
    out.raw("</ul>\n</section>\n");
}

fn ends(out: &mut Page, ends: &[EndSheet]) {
    if ends.is_empty() {
        return;
    }
    out.raw("<section id=\"fins\" aria-labelledby=\"t-fins\">\n<h2 id=\"t-fins\">Pages de fin</h2>\n");
    for end in ends {
        out.raw(&format!(
            "<article>\n<p class=\"marks\"><code>{}</code> <span class=\"mark role\">{}</span></p>\n",
            end.id, end.on
        ));
        out.said("h3", "", &end.title);
        out.said("p", "", &end.text);
        out.raw("</article>\n");
    }
    out.raw("</section>\n");
}

/// Text inside an element or an attribute; French spaces before a sign do not break a line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            ' ' if before == '«' || matches!(letters.peek(), Some('»' | '?' | '!' | ';' | ':')) => {
                escaped.push('\u{a0}')
            }
            letter => escaped.push(letter),
        }
        before = letter;
    }
    escaped
}
