//! Tables as Diesel sees them, one description for both backends. `tests/store` holds it against what the
//! migrations really make.

diesel::table! {
    accounts (id) {
        id -> Binary,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Text,
        is_active -> Bool,
        token_version -> Integer,
        is_simulated -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Binary,
        family -> Binary,
        account_id -> Binary,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    console_sessions (id_hash) {
        id_hash -> Binary,
        account_id -> Binary,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    questionnaire_versions (digest) {
        digest -> Text,
        study -> Text,
        version -> Integer,
        canonical -> Text,
        source -> Text,
        frozen_at -> Nullable<Timestamp>,
        loaded_at -> Timestamp,
    }
}

diesel::table! {
    waves (id) {
        id -> BigInt,
        slug -> Text,
        study -> Text,
        wave_key -> Text,
        state -> Text,
        questionnaire_digest -> Text,
        spec -> Text,
        spec_digest -> Text,
        is_simulated -> Bool,
        closes_at -> Nullable<Timestamp>,
        embargo_at -> Timestamp,
        loaded_at -> Timestamp,
        opened_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        closed_reason -> Nullable<Text>,
        sealed_at -> Nullable<Timestamp>,
        weighed_at -> Nullable<Timestamp>,
        weighed_by -> Nullable<Binary>,
        approved_at -> Nullable<Timestamp>,
        approved_by -> Nullable<Binary>,
        published_at -> Nullable<Timestamp>,
        link_salt -> Nullable<Binary>,
        questionnaire_version -> Integer,
    }
}

diesel::table! {
    wave_versions (wave_id, version) {
        wave_id -> BigInt,
        version -> Integer,
        digest -> Text,
        taken_up_at -> Timestamp,
    }
}

diesel::table! {
    nomenclatures (digest) {
        digest -> Text,
        id -> Text,
        content -> Text,
        loaded_at -> Timestamp,
    }
}

diesel::table! {
    arms (wave_id, variable, code) {
        wave_id -> BigInt,
        variable -> Text,
        code -> Text,
        given -> Integer,
    }
}

diesel::table! {
    quota_cells (wave_id, cell_id) {
        wave_id -> BigInt,
        cell_id -> Integer,
        target -> Integer,
        maximum -> Integer,
        completed -> Integer,
        reserved -> Integer,
    }
}

diesel::table! {
    interviews (wave_id, id) {
        wave_id -> BigInt,
        id -> Binary,
        disposition -> Text,
        revision -> Integer,
        version -> Integer,
        mode -> Text,
        language -> Text,
        seed -> BigInt,
        section -> Integer,
        answers -> Binary,
        cells -> Binary,
        holds_places -> Bool,
        lease_until -> Nullable<Timestamp>,
        link -> Nullable<Binary>,
        receipt -> Nullable<Text>,
        body_digest -> Nullable<Binary>,
        started_on -> Timestamp,
        ended_on -> Nullable<Timestamp>,
        end_page -> Nullable<Text>,
        source -> Nullable<Integer>,
    }
}

diesel::table! {
    quota_refusals (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        cell_id -> Integer,
        completed -> Integer,
        reserved -> Integer,
        maximum -> Integer,
        refused_at -> Timestamp,
    }
}

diesel::table! {
    invitations (wave_id, id) {
        wave_id -> BigInt,
        id -> Binary,
        token_hash -> Binary,
        email -> Nullable<Text>,
        created_at -> Timestamp,
        completed_on -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contacts (wave_id, id) {
        wave_id -> BigInt,
        id -> Binary,
        email -> Text,
        address_hash -> Binary,
        domain -> Text,
        title -> Nullable<Text>,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        organisation -> Nullable<Text>,
        language -> Text,
        profile -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    suppressions (address_hash) {
        address_hash -> Binary,
        reason -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    letter_plans (wave_id) {
        wave_id -> BigInt,
        content -> Text,
        digest -> Text,
        loaded_at -> Timestamp,
    }
}

diesel::table! {
    mailings (wave_id, contact_id, step) {
        wave_id -> BigInt,
        contact_id -> Binary,
        step -> Text,
        message_id -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamp>,
        settled_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    moderations (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        status -> Text,
        public_id -> Nullable<Binary>,
        reason -> Nullable<Text>,
        moderated_by -> Binary,
        moderated_at -> Timestamp,
    }
}

diesel::table! {
    paradata (wave_id, interview_id, section) {
        wave_id -> BigInt,
        interview_id -> Binary,
        section -> Integer,
        seconds -> Integer,
        visits -> Integer,
        device -> Text,
    }
}

diesel::table! {
    panel_entries (wave_id, link) {
        wave_id -> BigInt,
        link -> Binary,
        panellist -> Text,
        entered_at -> Timestamp,
    }
}

diesel::table! {
    notices (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        id -> Binary,
        address -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamp>,
        told_at -> Nullable<Timestamp>,
        given_up_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    consents (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        digest -> Text,
        given_on -> Timestamp,
    }
}

diesel::table! {
    exclusions (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        ground -> Text,
        reason -> Text,
        excluded_by -> Binary,
        excluded_at -> Timestamp,
    }
}

diesel::table! {
    withdrawals (wave_id, interview_id) {
        wave_id -> BigInt,
        interview_id -> Binary,
        withdrawn_on -> Timestamp,
    }
}

diesel::table! {
    field_notes (wave_id) {
        wave_id -> BigInt,
        content -> Text,
    }
}

diesel::table! {
    purges (wave_id, what) {
        wave_id -> BigInt,
        what -> Text,
        rows_gone -> Integer,
        purged_at -> Timestamp,
    }
}

diesel::table! {
    calls (wave_id, contact, attempt) {
        wave_id -> BigInt,
        contact -> Text,
        attempt -> Integer,
        outcome -> Text,
        called_at -> Timestamp,
        appointment_at -> Nullable<Timestamp>,
        called_by -> Binary,
    }
}

diesel::table! {
    sealed_sets (wave_id) {
        wave_id -> BigInt,
        digest -> Text,
        row_count -> BigInt,
        file -> Binary,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    weightings (wave_id) {
        wave_id -> BigInt,
        scheme_version -> Integer,
        data_digest -> Text,
        weights -> Binary,
        diagnostics -> Text,
        weighed_by -> Nullable<Binary>,
        weighed_at -> Timestamp,
    }
}

diesel::table! {
    releases (wave_id, number) {
        wave_id -> BigInt,
        number -> Integer,
        content -> Text,
        digest -> Text,
        approved_by -> Binary,
        approved_at -> Timestamp,
    }
}

diesel::table! {
    release_files (wave_id, number, name) {
        wave_id -> BigInt,
        number -> Integer,
        name -> Text,
        media_type -> Text,
        row_count -> BigInt,
        byte_count -> BigInt,
        digest -> Text,
        bytes -> Binary,
    }
}

diesel::table! {
    release_corrections (wave_id, number) {
        wave_id -> BigInt,
        number -> Integer,
        reason -> Text,
        spec -> Text,
        data_digest -> Text,
        weights -> Binary,
        diagnostics -> Text,
        proposed_by -> Binary,
        proposed_at -> Timestamp,
    }
}

diesel::table! {
    early_readers (wave_id, account_id) {
        wave_id -> BigInt,
        account_id -> Binary,
    }
}

diesel::table! {
    release_readings (id) {
        id -> Binary,
        wave_id -> BigInt,
        account_id -> Binary,
        number -> Integer,
        read_at -> Timestamp,
    }
}

diesel::table! {
    outbox (id) {
        id -> Binary,
        dedup_key -> Text,
        recipient -> Text,
        subject -> Text,
        body_text -> Text,
        message_id -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        claimed_until -> Nullable<Timestamp>,
        sent_at -> Nullable<Timestamp>,
        failed_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        unsubscribe -> Nullable<Text>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Binary,
        account_id -> Binary,
        name -> Text,
        secret_hash -> Binary,
        ending -> Text,
        scopes -> Text,
        token_version -> Integer,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        used_on -> Nullable<Timestamp>,
    }
}

diesel::table! {
    downloads (id) {
        id -> Binary,
        account_id -> Binary,
        wave_id -> BigInt,
        number -> Integer,
        file -> Text,
        taken_at -> Timestamp,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Binary,
        email -> Text,
        asked_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    announcements (wave_id, number) {
        wave_id -> BigInt,
        number -> Integer,
        announced_at -> Timestamp,
    }
}

diesel::table! {
    audit (id) {
        id -> Binary,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        wave_id -> Nullable<BigInt>,
        detail -> Text,
    }
}

diesel::table! {
    service_facts (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(wave_versions, questionnaire_versions);
diesel::allow_tables_to_appear_in_same_query!(contacts, mailings);
diesel::allow_tables_to_appear_in_same_query!(downloads, waves);
diesel::allow_tables_to_appear_in_same_query!(releases, waves);
