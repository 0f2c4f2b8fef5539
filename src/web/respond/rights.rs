//! A person's own answers, by their receipt: seen, corrected, withdrawn. Whatever is not found or not proven gets one neutral
//! answer, and wrong attempts are counted. No secret stands in an address: pages carry them in their fields.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::app::own_answers::{Claim, Correction, Own, OwnAnswers};
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::check;
use crate::domain::id::{SectionId, WaveSlug};
use crate::web::body::{Sent, typed};
use crate::web::console::preview_state::{ANSWERS_FIELD, State};
use crate::web::error::Refusal;
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::door::{Carried, Door, SECTION_FIELD};
use crate::web::respond::page::{self, Faulty};
use crate::web::respond::rights_page::{self, Told};
use crate::web::respond::{cookie, language, visit};
use crate::web::words::Words;

/// The fields of every page here; none of them can be a question's.
pub const RECEIPT_FIELD: &str = "_recu";
pub const CODE_FIELD: &str = "_code";
pub const CONFIRM_FIELD: &str = "_confirme";
/// What shows that carried answers come back as they went.
const SEAL_FIELD: &str = "_sceau";
/// Told after a withdrawal.
const WITHDRAWN: &str = "retrait";

#[derive(Deserialize)]
pub struct After {
    fait: Option<String>,
}

type Fields = Vec<(String, String)>;

/// Where they are.
pub fn address(slug: &WaveSlug) -> String {
    ["/e/", slug.as_str(), "/mes-reponses"].concat()
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    request: HttpRequest,
) -> Reply {
    let landing = app.landing(&slug).await?;
    let words = language::of_landing(&landing, &request);
    let page = match after.fait.as_deref() {
        Some(WITHDRAWN) => rights_page::withdrawn(words, &landing),
        _ => rights_page::ask(words, &landing, None),
    };
    visit::watched(&app, &request, &slug, reply::page(StatusCode::OK, page)).await
}

/// A claim that was looked at: what it found, or the page that says it found nothing.
enum Looked {
    Found(Claim, Box<OwnAnswers>),
    Else(HttpResponse),
}

async fn look(
    app: &App,
    limits: &Limits,
    slug: &WaveSlug,
    request: &HttpRequest,
    form: &Fields,
) -> Result<Looked, Refusal> {
    let claim = Claim {
        receipt: typed(form, RECEIPT_FIELD).to_owned(),
        code: typed(form, CODE_FIELD).to_owned(),
        session: cookie::read(request, slug),
    };
    let landing = app.landing(slug).await?;
    let words = language::of_landing(&landing, request);
    let attempt = limits.receipt(request, slug, &claim.receipt)?;
    match attempt.judge(app.own_answers(slug, &claim).await) {
        Ok(Own::Answers(own)) => Ok(Looked::Found(claim, own)),
        Ok(Own::Sealed { at }) => {
            Ok(Looked::Else(reply::page(StatusCode::GONE, rights_page::sealed(words, &landing, at))))
        }
        Err(AppError::ReceiptUnknown) => {
            let page = rights_page::ask(words, &landing, Some(&claim));
            Ok(Looked::Else(reply::page(StatusCode::NOT_FOUND, page)))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn open(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let form = sent.form(&app).await?;
    let page = match look(&app, &limits, &slug, &request, &form).await? {
        Looked::Else(page) => page,
        Looked::Found(claim, own) => reply::page(StatusCode::OK, rights_page::answers(&own, &claim, Told::Nothing)),
    };
    visit::watched(&app, &request, &slug, page).await
}

pub async fn withdraw(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let form = sent.form(&app).await?;
    let (claim, own) = match look(&app, &limits, &slug, &request, &form).await? {
        Looked::Else(page) => return visit::watched(&app, &request, &slug, page).await,
        Looked::Found(claim, own) => (claim, own),
    };
    if typed(&form, CONFIRM_FIELD) != "oui" {
        let page = rights_page::answers(&own, &claim, Told::ConfirmMissing);
        let page = reply::page(StatusCode::UNPROCESSABLE_ENTITY, page);
        return visit::watched(&app, &request, &slug, page).await;
    }
    app.withdraw_answers(&own).await?;
    Ok(reply::see_other(&[&address(&slug), "?fait=", WITHDRAWN].concat()))
}

/// A page asked for, then the page as it was filled in. A correction that opens other questions goes on to them, and is kept
/// once they are answered: what is stored is always a complete interview.
pub async fn correct(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let form = sent.form(&app).await?;
    let page = match look(&app, &limits, &slug, &request, &form).await? {
        Looked::Else(page) => page,
        Looked::Found(claim, own) => corrected(&app, &slug, &form, &claim, &own).await?,
    };
    visit::watched(&app, &request, &slug, page).await
}

async fn corrected(app: &App, slug: &WaveSlug, form: &Fields, claim: &Claim, own: &OwnAnswers) -> Reply {
    if !own.is_open {
        return Err(AppError::TooLateToCorrect.into());
    }
    let correcting = Correcting { app, own, claim };
    let section = correcting.section(form)?;
    if !form.iter().any(|(name, _)| name == ANSWERS_FIELD) {
        return correcting.page(section, &own.answers, None, StatusCode::OK);
    }
    let before = correcting.carried(form)?;
    if let Some(unsent) = Faulty::unsent(form) {
        return correcting.page(section, &before, Some(unsent), StatusCode::OK);
    }
    let questionnaire = &own.wave.questionnaire;
    let (mut answers, mut faults) = check::read_section(questionnaire, section, form, &before, own.language);
    let settled = own.settled();
    for slot in &settled {
        answers.copy_slot(&own.answers, *slot);
    }
    faults.retain(|fault| !settled.contains(&fault.slot));
    if !faults.is_empty() {
        let faulty = Faulty { form, faults: &faults };
        return correcting.page(section, &answers, Some(faulty), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let told = match app.correct_answers(own, answers.clone()).await? {
        Correction::Opens(next) => return correcting.page(next, &answers, None, StatusCode::OK),
        Correction::Leaves => {
            return Ok(reply::page(StatusCode::CONFLICT, rights_page::answers(own, claim, Told::Leaves)));
        }
        Correction::Saved => Told::Corrected,
    };
    match app.own_answers(slug, claim).await? {
        Own::Answers(own) => Ok(reply::page(StatusCode::OK, rights_page::answers(&own, claim, told))),
        Own::Sealed { .. } => Err(AppError::SealedMeanwhile.into()),
    }
}

/// One correction under way.
struct Correcting<'a> {
    app: &'a App,
    own: &'a OwnAnswers,
    claim: &'a Claim,
}

impl Correcting<'_> {
    fn section(&self, form: &Fields) -> Result<usize, Refusal> {
        let found = SectionId::parse(typed(form, SECTION_FIELD)).ok();
        let found = found.and_then(|id| self.own.wave.questionnaire.section(&id).map(|(position, _)| position));
        found.ok_or_else(|| AppError::AddressAbsent.into())
    }

    /// Sealed by this service for this interview as it stands; anything else is not what a page of ours carried.
    fn carried(&self, form: &Fields) -> Result<Answers, Refusal> {
        let seal = self.app.correction_seal(self.own, typed(form, ANSWERS_FIELD));
        if seal != typed(form, SEAL_FIELD) {
            return Err(AppError::AnswersMoved.into());
        }
        Ok(State::carried(&self.own.wave.questionnaire, form)?.answers.with_seed(self.own.answers.seed()))
    }

    fn page(&self, section: usize, answers: &Answers, faulty: Option<Faulty<'_>>, status: StatusCode) -> Reply {
        let mut fields = State { answers: answers.clone(), language: self.own.language }.fields()?;
        let carried = fields.iter().find(|(name, _)| *name == ANSWERS_FIELD).map(|(_, value)| value.as_str());
        let seal = self.app.correction_seal(self.own, carried.unwrap_or_default());
        fields.push((SEAL_FIELD, seal));
        fields.push((RECEIPT_FIELD, self.claim.receipt.clone()));
        fields.push((CODE_FIELD, self.claim.code.clone()));
        let action = [&address(&self.own.wave.spec.slug), "/correction"].concat();
        let banner = rights_page::correcting(Words::of(self.own.language));
        let door = Door::Correction(Carried { action, fields, banner });
        Ok(reply::page(status, page::view(&self.own.page(section, answers), faulty, &door)))
    }
}
