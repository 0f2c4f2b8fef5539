//! Accounts, tokens, questionnaires, invitations, letters, releases: what each promises to those who call it.

use sonde::domain::id::Digest;
use sonde::store::columns::{PackedWeights, Role};
use sonde::store::ids::{AccountId, FamilyId, HashBytes, InvitationId, WaveId};
use sonde::store::invitations::InvitationRow;
use sonde::store::outbox::{AfterFailure, NewLetter};
use sonde::store::questionnaires::NewQuestionnaire;
use sonde::store::releases::ReleaseRow;
use sonde::store::weightings::WeightingRow;
use sonde::store::{
    accounts, audit, console_sessions, early_readers, invitations, outbox, questionnaires, refresh_tokens, releases,
    sealed_sets, weightings,
};

use crate::database::TestDatabase;
use crate::fixtures::{account, is_conflict, minute, new_account, questionnaire, ready_wave};
use crate::on_both_databases;

fn letter<'a>(dedup_key: &'a str) -> NewLetter<'a> {
    NewLetter {
        dedup_key,
        recipient: "noe@example.org",
        subject: "Vague close",
        body_text: "La vague est close.",
        message_id: "<1@example.org>",
        due_at: minute(0),
        unsubscribe: None,
    }
}

on_both_databases! {
    fn an_address_is_one_account_whatever_its_case(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "Lea.Émile@Example.org", Role::Pollster);
        let again = store.write(|tx| accounts::insert(tx, &new_account(AccountId::random(), "LEA.ÉMILE@example.org", Role::Admin)));
        assert!(is_conflict(&again), "{again:?}");
        let found = store.read(|tx| accounts::by_email(tx, " lea.émile@EXAMPLE.org")).unwrap().unwrap();
        assert_eq!((found.id, found.role, found.is_active), (lea, Role::Pollster, true));
        assert_eq!(store.read(|tx| accounts::by_email(tx, "noe@example.org")).unwrap(), None);
    }

    fn a_conflict_inside_a_write_does_not_spoil_it(db: &TestDatabase) {
        let store = db.store();
        account(&store, "lea@example.org", Role::Pollster);
        store
            .write(|tx| {
                let taken = accounts::insert(tx, &new_account(AccountId::random(), "lea@example.org", Role::Admin));
                assert!(is_conflict(&taken), "{taken:?}");
                accounts::insert(tx, &new_account(AccountId::random(), "noe@example.org", Role::Admin))
            })
            .unwrap();
        let emails: Vec<_> = store.read(accounts::list).unwrap().into_iter().map(|row| row.email).collect();
        assert_eq!(emails, ["lea@example.org", "noe@example.org"]);
    }

    fn a_new_password_and_a_suspension_refuse_older_tokens(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "lea@example.org", Role::Pollster);
        store.write(|tx| accounts::set_password(tx, lea, "other")).unwrap();
        store.write(|tx| accounts::set_active(tx, lea, false)).unwrap();
        let row = store.read(|tx| accounts::by_id(tx, lea)).unwrap().unwrap();
        assert_eq!((row.token_version, row.is_active, row.password_hash.as_str()), (2, false, "other"));
        assert!(store.write(|tx| accounts::bump_token_version(tx, AccountId::random())).is_err());
        assert!(!format!("{row:?}").contains("lea@"));
    }

    fn a_refresh_token_serves_once(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "lea@example.org", Role::Researcher);
        let (token, next, family) = (HashBytes::random(), HashBytes::random(), FamilyId::random());
        store.write(|tx| refresh_tokens::insert(tx, token, family, lea, minute(10))).unwrap();
        store.write(|tx| refresh_tokens::insert(tx, next, family, lea, minute(20))).unwrap();
        let used = |token, at| store.write(|tx| refresh_tokens::mark_used(tx, token, at)).unwrap();
        assert!(used(token, minute(1)));
        assert!(!used(token, minute(2)));
        assert_eq!(store.write(|tx| refresh_tokens::revoke_family(tx, family, minute(3))).unwrap(), 2);
        assert!(!used(next, minute(4)));
        let row = store.read(|tx| refresh_tokens::by_hash(tx, token)).unwrap().unwrap();
        assert_eq!((row.used_at.map(|at| at.utc()), row.revoked_at.map(|at| at.utc())), (Some(minute(1)), Some(minute(3))));
    }

    fn a_refresh_token_out_of_date_does_not_serve(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "lea@example.org", Role::Researcher);
        let token = HashBytes::random();
        store.write(|tx| refresh_tokens::insert(tx, token, FamilyId::random(), lea, minute(10))).unwrap();
        assert!(!store.write(|tx| refresh_tokens::mark_used(tx, token, minute(10))).unwrap());
        assert_eq!(store.write(|tx| refresh_tokens::delete_expired(tx, minute(10))).unwrap(), 1);
    }

    fn a_session_stands_until_its_end_or_until_signing_out(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "lea@example.org", Role::Pollster);
        let session = HashBytes::random();
        store.write(|tx| console_sessions::insert(tx, session, lea, minute(10))).unwrap();
        let holder = |at| store.read(|tx| console_sessions::by_hash(tx, session, at)).unwrap();
        assert_eq!((holder(minute(9)), holder(minute(10))), (Some(lea), None));
        store.write(|tx| console_sessions::delete(tx, session)).unwrap();
        assert_eq!(holder(minute(1)), None);
    }

    fn a_version_loaded_twice_is_one_and_another_text_is_refused(db: &TestDatabase) {
        let store = db.store();
        let load = |new: &NewQuestionnaire<'_>| store.write(|tx| questionnaires::insert_or_same(tx, new));
        load(&questionnaire("{}")).unwrap();
        load(&questionnaire("{}")).unwrap();
        let other = load(&questionnaire("{\"a\":1}"));
        assert!(is_conflict(&other), "{other:?}");
        assert!(other.unwrap_err().to_string().contains("la version 1 de urgence-covid-citoyens"));
        // The same text under another number is not the same version.
        assert!(is_conflict(&load(&NewQuestionnaire { version: 2, ..questionnaire("{}") })));
    }

    fn a_version_is_frozen_once(db: &TestDatabase) {
        let store = db.store();
        let new = questionnaire("{}");
        store.write(|tx| questionnaires::insert_or_same(tx, &new)).unwrap();
        store.write(|tx| questionnaires::freeze(tx, new.digest, minute(1))).unwrap();
        store.write(|tx| questionnaires::freeze(tx, new.digest, minute(2))).unwrap();
        let row = store.read(|tx| questionnaires::by_version(tx, new.study, 1)).unwrap().unwrap();
        assert_eq!(row.frozen_at.map(|at| at.utc()), Some(minute(1)));
        assert!(store.write(|tx| questionnaires::freeze(tx, Digest::of(b"other"), minute(1))).is_err());
    }

    fn invitations_come_in_by_thousands_and_are_found_by_their_token(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let rows: Vec<_> = (0..2500)
            .map(|n| InvitationRow {
                wave_id: wave,
                id: InvitationId::random(),
                token_hash: HashBytes::random(),
                email: (n % 2 == 0).then(|| format!("r{n}@example.org")),
                created_at: minute(0).into(),
                completed_on: None,
            })
            .collect();
        store.write(|tx| invitations::insert_many(tx, &rows)).unwrap();
        let last = rows.last().unwrap();
        assert_eq!(store.read(|tx| invitations::by_token_hash(tx, wave, last.token_hash)).unwrap().as_ref(), Some(last));
        assert_eq!(store.read(|tx| invitations::by_token_hash_anywhere(tx, last.token_hash)).unwrap().as_ref(), Some(last));
        assert_eq!(store.read(|tx| invitations::by_token_hash(tx, WaveId::random(), last.token_hash)).unwrap(), None);
        assert!(store.write(|tx| invitations::mark_completed(tx, wave, last.id, minute(5))).unwrap());
        assert!(!store.write(|tx| invitations::mark_completed(tx, wave, last.id, minute(6))).unwrap());
        assert_eq!(store.read(|tx| invitations::counts(tx, wave)).unwrap(), (2500, 1));
        assert_eq!(store.write(|tx| invitations::wipe_emails(tx, wave)).unwrap(), 1250);
    }

    fn a_letter_is_pushed_once_for_its_key_and_claimed_by_one(db: &TestDatabase) {
        let store = db.store();
        assert!(store.write(|tx| outbox::push(tx, &letter("close/1"))).unwrap());
        assert!(!store.write(|tx| outbox::push(tx, &letter("close/1"))).unwrap());
        let claim = |at| store.write(|tx| outbox::claim(tx, minute(at), minute(at + 5))).unwrap();
        assert_eq!(claim(-1), None);
        let mine = claim(0).unwrap();
        assert_eq!((mine.attempts, mine.recipient.as_str()), (0, "noe@example.org"));
        assert_eq!(claim(4), None);
        // Whoever claimed it has died.
        assert_eq!(claim(5).unwrap().attempts, 1);
        assert!(store.write(|tx| outbox::mark_sent(tx, mine.id, minute(6))).unwrap());
        assert!(!store.write(|tx| outbox::mark_sent(tx, mine.id, minute(7))).unwrap());
        assert_eq!(claim(60), None);
        assert_eq!(store.read(outbox::counts).unwrap(), (0, 0));
    }

    fn a_letter_that_fails_waits_then_is_given_up(db: &TestDatabase) {
        let store = db.store();
        store.write(|tx| outbox::push(tx, &letter("close/1"))).unwrap();
        let claim = |at| store.write(|tx| outbox::claim(tx, minute(at), minute(at + 5))).unwrap();
        let fail = |id, after| store.write(|tx| outbox::mark_failed(tx, id, "refusée", after)).unwrap();
        let id = claim(0).unwrap().id;
        fail(id, AfterFailure::TryAgainAt(minute(30)));
        assert_eq!(claim(29), None);
        assert_eq!(claim(30).unwrap().id, id);
        fail(id, AfterFailure::GiveUpAt(minute(31)));
        assert_eq!(claim(500), None);
        assert_eq!(store.read(outbox::counts).unwrap(), (0, 1));
    }

    fn what_is_sealed_weighed_and_released_is_never_replaced(db: &TestDatabase) {
        let store = db.store();
        let lea = account(&store, "lea@example.org", Role::Pollster);
        let wave = ready_wave(&store, "2020-05").id;
        let file = vec![7_u8; 100_000];
        let digest = Digest::of(&file);
        let seal = || store.write(|tx| sealed_sets::insert(tx, wave, digest, 3, &file, minute(0)));
        seal().unwrap();
        assert!(is_conflict(&seal()));
        assert_eq!(store.read(|tx| sealed_sets::file(tx, wave)).unwrap(), Some(file.clone()));
        assert_eq!(store.read(|tx| sealed_sets::by_wave(tx, wave)).unwrap().unwrap().digest, digest);

        let weights = WeightingRow {
            wave_id: wave,
            scheme_version: 1,
            data_digest: digest,
            weights: PackedWeights::pack(&[0.1 + 0.2, 1.0, 2.5]),
            diagnostics: "{}".to_owned(),
            weighed_by: Some(lea),
            weighed_at: minute(1).into(),
        };
        store.write(|tx| weightings::insert(tx, &weights)).unwrap();
        assert!(is_conflict(&store.write(|tx| weightings::insert(tx, &weights))));
        assert_eq!(store.read(|tx| weightings::by_wave(tx, wave)).unwrap(), Some(weights));

        let release = |number| ReleaseRow {
            wave_id: wave,
            number,
            content: "{}".to_owned(),
            digest: Digest::of(b"{}"),
            approved_by: lea,
            approved_at: minute(2).into(),
        };
        store.write(|tx| releases::insert(tx, &release(1))).unwrap();
        assert!(is_conflict(&store.write(|tx| releases::insert(tx, &release(1)))));
        store.write(|tx| releases::insert(tx, &release(2))).unwrap();
        assert_eq!(store.read(|tx| releases::latest(tx, wave)).unwrap(), Some(release(2)));
        assert_eq!(store.read(|tx| releases::by_number(tx, wave, 1)).unwrap(), Some(release(1)));
    }

    fn early_readers_are_those_on_the_list_and_each_reading_is_kept(db: &TestDatabase) {
        let store = db.store();
        let (lea, noe) = (account(&store, "lea@example.org", Role::Researcher), account(&store, "noe@example.org", Role::Researcher));
        let wave = ready_wave(&store, "2020-05").id;
        store.write(|tx| early_readers::add(tx, wave, lea)).unwrap();
        store.write(|tx| early_readers::add(tx, wave, lea)).unwrap();
        let is_on_list = |who| store.read(|tx| early_readers::is_on_list(tx, wave, who)).unwrap();
        assert_eq!((is_on_list(lea), is_on_list(noe)), (true, false));
        assert_eq!(store.read(|tx| early_readers::list(tx, wave)).unwrap(), [lea]);
        store.write(|tx| early_readers::note_reading(tx, wave, lea, 1, minute(1))).unwrap();
        store.write(|tx| early_readers::note_reading(tx, wave, lea, 1, minute(2))).unwrap();
        let readings = store.read(|tx| early_readers::readings(tx, wave)).unwrap();
        assert_eq!(readings.iter().map(|row| (row.account_id, row.read_at.utc())).collect::<Vec<_>>(), [(lea, minute(1)), (lea, minute(2))]);
        store.write(|tx| early_readers::remove(tx, wave, lea)).unwrap();
        assert!(!is_on_list(lea));
    }

    fn the_audit_tells_what_happened_in_order(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        store.write(|tx| audit::record(tx, minute(2), "travail", "close", Some(wave), "échéance")).unwrap();
        store.write(|tx| audit::record(tx, minute(1), "lea", "open", Some(wave), "")).unwrap();
        store.write(|tx| audit::record(tx, minute(3), "lea", "account add", None, "")).unwrap();
        let actions = |rows: Vec<audit::AuditRow>| rows.into_iter().map(|row| row.action).collect::<Vec<_>>();
        assert_eq!(actions(store.read(|tx| audit::of_wave(tx, wave, 10)).unwrap()), ["open", "close"]);
        assert_eq!(actions(store.read(|tx| audit::list(tx, 2)).unwrap()), ["account add", "close"]);
    }
}
