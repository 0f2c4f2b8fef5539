//! The pages of a person's own answers: the one that asks for the receipt, the answers themselves, and what is left when they
//! are sealed or withdrawn.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::app::own_answers::{Claim, OwnAnswers};
use crate::app::respondent::Landing;
use crate::domain::id::WaveSlug;
use crate::domain::moderation::{self, Readers};
use crate::domain::wave::paris;
use crate::web::html::{Concern, Nav, Shell, flash, notice, shell};
use crate::web::respond::door::SECTION_FIELD;
use crate::web::respond::rights::{CODE_FIELD, CONFIRM_FIELD, RECEIPT_FIELD, address};
use crate::web::respond::wording::Wording;
use crate::web::respond::{language, summary};
use crate::web::words::Words;

/// Characters of a digest that are shown: enough to compare.
const DIGEST_CHARS: usize = 16;

/// What has just happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Nothing,
    Corrected,
    Leaves,
    ConfirmMissing,
}

/// At the end of an interview, beside the receipt.
pub fn proof(words: Words, slug: &WaveSlug, code: &str) -> Markup {
    html! {
        div.card {
            h2 { (words.rights_code()) }
            p.receipt { (code) }
            p.muted { (words.rights_code_why()) }
            p { a href=(address(slug)) { (words.privacy_rights_link()) } }
        }
    }
}

/// `wrong`: what was shown, and matched nothing.
pub fn ask(words: Words, landing: &Landing, wrong: Option<&Claim>) -> Markup {
    let spec = &landing.wave.spec;
    let typed = |of: fn(&Claim) -> &str| wrong.map_or("", of);
    let languages = language::links(words, &landing.wave.questionnaire.languages, &address(&spec.slug));
    let described = if wrong.is_some() { "recu-erreur a-recu" } else { "a-recu" };
    let content = html! {
        @if wrong.is_some() {
            (summary::one(words, "#recu", words.rights_unknown()))
        }
        h1 { (words.rights_title()) }
        p.lead { (words.rights_lead()) }
        form method="post" action=(address(&spec.slug)) {
            div class=(if wrong.is_some() { "question faulty" } else { "question" }) {
                label.field for="recu" { (words.receipt()) }
                p.help #a-recu { (words.rights_receipt_help()) }
                @if wrong.is_some() { p.error #recu-erreur { (words.wrong()) " " (words.rights_unknown()) } }
                input #recu type="text" name=(RECEIPT_FIELD) value=(typed(|claim| &claim.receipt)) maxlength="40" required
                    autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby=(described)
                    aria-invalid=[wrong.map(|_| "true")];
            }
            div.question {
                label.field for="code" { (words.rights_code()) }
                p.help #a-code { (words.rights_code_help()) }
                input #code type="text" name=(CODE_FIELD) maxlength="40" autocomplete="off" autocapitalize="characters"
                    spellcheck="false" aria-describedby="a-code";
            }
            div.actions { button type="submit" { (words.rights_open()) } }
        }
    };
    let concern = Concern::faults(wrong.is_some());
    let page = shell_of(words, landing, words.rights_title());
    shell(&Shell { concern, languages: Some(&languages), ..page }, &content)
}

/// A page about this wave, in this language.
pub fn shell_of<'a>(words: Words, landing: &'a Landing, title: &'a str) -> Shell<'a> {
    let spec = &landing.wave.spec;
    Shell {
        language: words.language(),
        is_simulated: landing.is_simulated,
        wave: Some(spec),
        ..Shell::new(title, Nav::None)
    }
}

/// Nobody can find them any more, and it is said.
pub fn sealed(words: Words, landing: &Landing, at: Option<DateTime<Utc>>) -> Markup {
    let content = html! {
        p.lead { (words.rights_sealed()) }
        @if let Some(at) = at { p.muted { (words.rights_sealed_on(paris::date_words_in(words.language(), at))) } }
    };
    notice(&shell_of(words, landing, words.rights_sealed_title()), &content)
}

pub fn withdrawn(words: Words, landing: &Landing) -> Markup {
    let content = html! { p.lead { (words.rights_withdrawn()) } };
    notice(&shell_of(words, landing, words.rights_withdrawn_title()), &content)
}

/// Above a page that is corrected.
pub fn correcting(words: Words) -> Markup {
    html! {
        aside.preview aria-label=(words.rights_correct_title()) {
            p { strong { (words.rights_correct_title()) } " – " (words.rights_correct_why()) }
        }
    }
}

/// Everything that was answered, and what can be done with it.
pub fn answers(own: &OwnAnswers, claim: &Claim, told: Told) -> Markup {
    let words = Words::of(own.language);
    let spec = &own.wave.spec;
    let content = html! {
        @if told == Told::Leaves { div.summary role="alert" tabindex="-1" autofocus { p { (words.rights_leaves()) } } }
        @if told == Told::ConfirmMissing {
            (summary::one(words, "#confirme", words.rights_confirm_missing()))
        }
        @if told == Told::Corrected { (flash(&html! { (words.rights_corrected()) })) }
        h1 { (words.rights_title()) }
        @if let Some(on) = own.sent_on { p.lead { (words.rights_sent(paris::date_words_in(own.language, on))) } }
        @if let Some((digest, on)) = &own.consent {
            p.muted.small {
                (words.rights_consented(digest.get(..DIGEST_CHARS).unwrap_or(digest), paris::date_words_in(own.language, *on)))
            }
        }
        (listed(own))
        @if own.is_open { (corrections(words, own, claim)) } @else { p { (words.rights_closed()) } }
        (withdrawal(words, spec.slug.as_str(), claim, told))
    };
    let page = Shell {
        language: own.language,
        concern: Concern::faults(matches!(told, Told::Leaves | Told::ConfirmMissing)),
        is_simulated: own.is_simulated,
        wave: Some(spec),
        ..Shell::new(words.rights_title(), Nav::None)
    };
    shell(&page, &content)
}

/// Each question with its answer in words.
fn listed(own: &OwnAnswers) -> Markup {
    let questionnaire = &own.wave.questionnaire;
    let (fields, said) = moderation::fields_in(own.language, questionnaire, &own.answers, Readers::Moderators);
    let texts = own.wave.spec.texts_in(own.language);
    let wording = Wording { questionnaire, texts, answers: &said, language: own.language };
    html! {
        dl.entry.card {
            @for field in &fields {
                dt { (wording.say(&field.question.text)) }
                dd {
                    @if let [line] = field.lines.as_slice() { (line) }
                    @else { ul { @for line in &field.lines { li { (line) } } } }
                }
            }
        }
    }
}

fn secrets(claim: &Claim) -> Markup {
    html! {
        input type="hidden" name=(RECEIPT_FIELD) value=(claim.receipt);
        input type="hidden" name=(CODE_FIELD) value=(claim.code);
    }
}

/// One button a page that has something left to correct.
fn corrections(words: Words, own: &OwnAnswers, claim: &Claim) -> Markup {
    let questionnaire = &own.wave.questionnaire;
    let wording = Wording {
        questionnaire,
        texts: own.wave.spec.texts_in(own.language),
        answers: &own.answers,
        language: own.language,
    };
    let action = [&address(&own.wave.spec.slug), "/correction"].concat();
    html! {
        h2 { (words.rights_correct_title()) }
        p.muted { (words.rights_correct_why()) }
        div.verbs {
            @for section in own.open_sections() {
                @if let Some(section) = questionnaire.sections.get(section) {
                    form method="post" action=(action) {
                        (secrets(claim))
                        input type="hidden" name=(SECTION_FIELD) value=(section.id);
                        button.second type="submit" { (words.rights_correct(wording.say(&section.title))) }
                    }
                }
            }
        }
    }
}

fn withdrawal(words: Words, slug: &str, claim: &Claim, told: Told) -> Markup {
    let is_missing = told == Told::ConfirmMissing;
    html! {
        h2 { (words.rights_withdraw()) }
        form.card method="post" action={ "/e/" (slug) "/mes-reponses/retrait" } {
            (secrets(claim))
            p { (words.rights_withdraw_why()) }
            div class=(if is_missing { "question faulty" } else { "question" }) {
                @if is_missing { p.error #e-confirme { (words.wrong()) " " (words.rights_confirm_missing()) } }
                label.option {
                    input #confirme type="checkbox" name=(CONFIRM_FIELD) value="oui" required
                        aria-describedby=[is_missing.then_some("e-confirme")] aria-invalid=[is_missing.then_some("true")];
                    span.option-text { (words.rights_confirm()) }
                }
            }
            div.actions { button.second type="submit" { (words.rights_withdraw()) } }
        }
    }
}
