//! What a client sees of each refusal: status, code, text, and never the reason of a fault of ours.

use super::*;
use crate::domain::fault::Faults;
use crate::domain::moderation::{EntryStatus, MoveRefused};
use crate::domain::wave::WaveState;

/// One row for each variant: the pattern makes a match of all rows, so that a new variant stops the build until it
/// has its row, and the example is checked to be of that variant.
macro_rules! every {
    ($what:ty, $($pattern:pat, $example:expr, $status:literal, $code:literal;)+) => {{
        let code_of = |refusal: &$what| match refusal {
            $($pattern => $code,)+
        };
        [$(($example, $status, $code)),+].map(|(example, status, code): ($what, u16, &'static str)| {
            assert_eq!(code_of(&example), code, "the example is of another row: {example:?}");
            (example, status, code)
        })
    }};
}

/// Each refusal of the service, as a client sees it.
#[expect(clippy::too_many_lines, reason = "one row a refusal")]
fn of_the_service() -> Vec<(Refusal, u16, &'static str)> {
    use AppError::*;
    let text = String::new;
    let wrong = WrongState { state: WaveState::Open, wanted: WaveState::Closed, verb: "sceller" };
    let not_next = MoveRefused::NotNext { from: EntryStatus::Proposed, to: EntryStatus::Published };
    let rows = every! { AppError,
        WaveAbsent, WaveAbsent, 404, "wave_absent";
        AddressAbsent, AddressAbsent, 404, "address_absent";
        CodeUnknown, CodeUnknown, 404, "code_unknown";
        PlacesHeld, PlacesHeld, 429, "places_held";
        LinkUnknown, LinkUnknown, 404, "link_unknown";
        AccessModeOff, AccessModeOff, 403, "access_mode_off";
        WaveNotOpen, WaveNotOpen, 409, "wave_not_open";
        NoInterview, NoInterview, 404, "no_interview";
        WrongState { .. }, wrong, 409, "wrong_state";
        BadFiles(_), BadFiles(Faults(Vec::new())), 422, "bad_files";
        WaveChanged { .. }, WaveChanged { slug: text(), changes: text() }, 409, "wave_changed";
        VersionChanged { .. }, VersionChanged { study: text(), version: 1, changes: text() }, 409, "version_changed";
        RevisionRefused(_), RevisionRefused(vec![text()]), 409, "revision_refused";
        CorrectionRefused(_), CorrectionRefused(vec![text()]), 409, "correction_refused";
        CorrectionAbsent, CorrectionAbsent, 409, "correction_absent";
        CorrectionMoved, CorrectionMoved, 409, "correction_moved";
        CorrectionUnnamed { .. }, CorrectionUnnamed { number: 2 }, 409, "correction_unnamed";
        SameCorrector, SameCorrector, 403, "same_corrector";
        FieldworkOver { .. }, FieldworkOver { end: text() }, 409, "fieldwork_over";
        FieldworkAhead { .. }, FieldworkAhead { start: text() }, 409, "fieldwork_ahead";
        NotSimulated, NotSimulated, 409, "not_simulated";
        SamePerson, SamePerson, 403, "same_person";
        PersonNeeded, PersonNeeded, 403, "person_needed";
        NothingCollected, NothingCollected, 409, "nothing_collected";
        WeightsInfeasible(_), WeightsInfeasible(Vec::new()), 422, "weights_infeasible";
        UnderEmbargo { .. }, UnderEmbargo { until: text() }, 409, "under_embargo";
        ReleaseNotPublic, ReleaseNotPublic, 404, "release_not_public";
        EntryAbsent, EntryAbsent, 404, "entry_absent";
        EntryGone, EntryGone, 410, "entry_gone";
        EntryMoved, EntryMoved, 409, "entry_moved";
        EntryStays(MoveRefused::NotNext { .. }), EntryStays(not_next), 409, "entry_stays";
        EntryStays(MoveRefused::AdminOnly), EntryStays(MoveRefused::AdminOnly), 403, "entry_stays";
        EntryStays(_), EntryStays(MoveRefused::ReasonMissing), 422, "entry_stays";
        FormNeverSealed, FormNeverSealed, 409, "form_never_sealed";
        InterviewAbsent, InterviewAbsent, 404, "interview_absent";
        BadDecision(_), BadDecision(crate::domain::quality::BadDecision::ReasonMissing), 422, "bad_decision";
        NotExcluded, NotExcluded, 409, "not_excluded";
        NoPlaceLeft { .. }, NoPlaceLeft { cell: text() }, 409, "no_place_left";
        SealedAlready, SealedAlready, 409, "sealed_already";
        ReceiptUnknown, ReceiptUnknown, 404, "receipt_unknown";
        TooLateToCorrect, TooLateToCorrect, 409, "too_late_to_correct";
        SealedMeanwhile, SealedMeanwhile, 410, "sealed_meanwhile";
        AnswersMoved, AnswersMoved, 409, "answers_moved";
        BadCredentials, BadCredentials, 401, "bad_credentials";
        SignInFirst, SignInFirst, 401, "sign_in_first";
        BadToken(_), BadToken("expiré"), 401, "bad_token";
        BadKey(_), BadKey("révoquée"), 401, "bad_key";
        KeyScope, KeyScope, 403, "key_scope";
        KeyAbsent, KeyAbsent, 404, "key_absent";
        KeyMadeAlready, KeyMadeAlready, 409, "key_made_already";
        TooManyKeys, TooManyKeys, 409, "too_many_keys";
        NoMail, NoMail, 409, "no_mail";
        ResponsesErased, ResponsesErased, 409, "responses_erased";
        NotAllowed, NotAllowed, 403, "not_allowed";
        AccountExists, AccountExists, 409, "account_exists";
        BadContacts(_), BadContacts(text()), 422, "bad_contacts";
        NoContact, NoContact, 409, "no_contact";
        LettersAbsent, LettersAbsent, 409, "letters_absent";
        BadField { .. }, BadField { field: "email", why: text() }, 422, "bad_field";
        KeyReused, KeyReused, 422, "key_reused";
        BadAnswers(_), BadAnswers(Vec::new()), 422, "bad_answers";
        Busy, Busy, 503, "busy";
        StorageFull, StorageFull, 507, "storage_full";
        Internal(_), Internal(text()), 500, "internal";
    };
    Vec::from(rows.map(|(error, status, code)| (Refusal::from(error), status, code)))
}

/// Each refusal that only HTTP knows; a refusal of the service keeps its own status.
fn of_http() -> Vec<(Refusal, u16, &'static str)> {
    use Refusal::*;
    let text = String::new;
    let item = Box::new(ProblemItem::at("number", "aucune publication 7"));
    Vec::from(every! { Refusal,
        App(_), App(AppError::WaveAbsent), 404, "wave_absent";
        MethodNotAllowed { .. }, MethodNotAllowed { allowed: text() }, 405, "method_not_allowed";
        BodyTooLarge { .. }, BodyTooLarge { bytes_max: 1 }, 413, "body_too_large";
        BodyTooSlow, BodyTooSlow, 408, "body_too_slow";
        CompressedBody, CompressedBody, 415, "compressed_body";
        WrongContentType { .. }, WrongContentType { accepted: "application/json" }, 415, "wrong_content_type";
        UnreadableBody { .. }, UnreadableBody { why: text() }, 400, "unreadable_body";
        BadFields(_), BadFields(Vec::new()), 422, "bad_fields";
        CrossSite, CrossSite, 403, "cross_site";
        TooMany { .. }, TooMany { often: Often::SignIns, seconds: 2 }, 429, "too_many";
        AbsentItem(_), AbsentItem(item), 404, "item_absent";
        GoTo(_), GoTo("/connexion".into()), 303, "go_to";
        Broken(_), Broken(text()), 500, "internal";
    })
}

/// Published, so that a change here is a change of the API.
#[test]
fn each_refusal_has_its_status_and_its_code() {
    for (refusal, status, code) in of_the_service().into_iter().chain(of_http()) {
        let problem = refusal.problem();
        assert_eq!((problem.status, problem.code.as_str()), (status, code));
        assert_eq!(refusal.error_response().status().as_u16(), status, "{code}");
        let is_ours_or_no_error = matches!(status, 303 | 500);
        let has_no_title = problem.title == title_of(StatusCode::IM_A_TEAPOT);
        assert_eq!(has_no_title, is_ours_or_no_error, "{status} has a title of its own");
    }
}

#[test]
fn a_problem_document_reads_so() {
    let refusal = Refusal::from(AppError::BadField { field: "email", why: "elle manque".to_owned() });
    let text = serde_json::to_string(&refusal.problem()).unwrap();
    let expected = "{\"type\":\"urn:sonde:problem:bad_field\",\"title\":\"Demande refusée\",\"status\":422,\
        \"detail\":\"email : elle manque\",\"code\":\"bad_field\",\
        \"items\":[{\"place\":\"email\",\"what\":\"elle manque\"}]}";
    assert_eq!(text, expected);
}

#[test]
fn a_fault_of_ours_keeps_its_reason_for_the_log() {
    let refusal = Refusal::from(AppError::Internal("table interviews is gone".to_owned()));
    assert_eq!(refusal.private(), Some("table interviews is gone"));
    assert!(!refusal.detail().contains("interviews"));
}
