-- The first tables. Twin of migrations/sqlite: same tables, columns, nullability and rules.
-- Identifiers are random bytes, instants are UTC to the microsecond, enums are texts under a CHECK.

CREATE TABLE accounts (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'pollster', 'researcher')),
    password_hash TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    token_version INTEGER NOT NULL CHECK (token_version >= 0),
    is_simulated BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE refresh_tokens (
    token_hash BYTEA PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    family BYTEA NOT NULL CHECK (octet_length(family) = 16),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);

CREATE TABLE console_sessions (
    id_hash BYTEA PRIMARY KEY CHECK (octet_length(id_hash) = 32),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE questionnaire_versions (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    study TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    canonical TEXT NOT NULL,
    source TEXT NOT NULL,
    frozen_at TIMESTAMP,
    loaded_at TIMESTAMP NOT NULL,
    UNIQUE (study, version)
);

CREATE TABLE waves (
    id BIGINT PRIMARY KEY CHECK (id > 0),
    slug TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL,
    wave_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'open', 'closed', 'sealed', 'weighted', 'approved', 'public')),
    questionnaire_digest TEXT NOT NULL REFERENCES questionnaire_versions (digest),
    spec TEXT NOT NULL,
    spec_digest TEXT NOT NULL CHECK (length(spec_digest) = 64),
    is_simulated BOOLEAN NOT NULL,
    closes_at TIMESTAMP,
    embargo_at TIMESTAMP NOT NULL,
    loaded_at TIMESTAMP NOT NULL,
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    closed_reason TEXT CHECK (closed_reason IN ('total_reached', 'every_cell_full', 'deadline', 'by_hand')),
    sealed_at TIMESTAMP,
    weighed_at TIMESTAMP,
    weighed_by BYTEA REFERENCES accounts (id),
    approved_at TIMESTAMP,
    approved_by BYTEA REFERENCES accounts (id),
    published_at TIMESTAMP,
    link_salt BYTEA CHECK (octet_length(link_salt) = 32)
);

-- Hot tables from here to quota_refusals: no sequence, no key to another table, so that a wave can live on its own node.

CREATE TABLE quota_cells (
    wave_id BIGINT NOT NULL,
    cell_id INTEGER NOT NULL CHECK (cell_id BETWEEN 0 AND 65535),
    target INTEGER NOT NULL CHECK (target >= 0),
    maximum INTEGER NOT NULL CHECK (maximum >= 0),
    completed INTEGER NOT NULL CHECK (completed >= 0),
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    PRIMARY KEY (wave_id, cell_id),
    CHECK (completed + reserved <= maximum)
) WITH (fillfactor = 50);

CREATE TABLE interviews (
    wave_id BIGINT NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    disposition TEXT NOT NULL CHECK (disposition IN
        ('started', 'completed', 'screened_out', 'quota_full', 'abandoned', 'rejected', 'refused')),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    version INTEGER NOT NULL CHECK (version > 0),
    mode TEXT NOT NULL CHECK (mode IN ('open', 'invitation', 'whole', 'simulation')),
    language TEXT NOT NULL CHECK (length(language) = 2),
    seed BIGINT NOT NULL,
    section INTEGER NOT NULL CHECK (section >= 0),
    answers BYTEA NOT NULL,
    cells BYTEA NOT NULL CHECK (octet_length(cells) % 2 = 0),
    holds_places BOOLEAN NOT NULL,
    lease_until TIMESTAMP,
    link BYTEA CHECK (octet_length(link) = 32),
    receipt TEXT,
    body_digest BYTEA CHECK (octet_length(body_digest) = 32),
    started_on TIMESTAMP NOT NULL,
    ended_on TIMESTAMP,
    PRIMARY KEY (wave_id, id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX interviews_link ON interviews (wave_id, link) WHERE link IS NOT NULL;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;

CREATE TABLE quota_refusals (
    wave_id BIGINT NOT NULL,
    interview_id BYTEA NOT NULL CHECK (octet_length(interview_id) = 16),
    cell_id INTEGER NOT NULL CHECK (cell_id BETWEEN 0 AND 65535),
    completed INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    maximum INTEGER NOT NULL,
    refused_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, interview_id)
);

CREATE TABLE invitations (
    wave_id BIGINT NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
    email TEXT,
    created_at TIMESTAMP NOT NULL,
    completed_on TIMESTAMP,
    PRIMARY KEY (wave_id, id),
    UNIQUE (token_hash, wave_id)
);

CREATE TABLE sealed_sets (
    wave_id BIGINT PRIMARY KEY REFERENCES waves (id),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    row_count BIGINT NOT NULL CHECK (row_count >= 0),
    file BYTEA NOT NULL,
    sealed_at TIMESTAMP NOT NULL
);

CREATE TABLE weightings (
    wave_id BIGINT PRIMARY KEY REFERENCES waves (id),
    scheme_version INTEGER NOT NULL CHECK (scheme_version >= 0),
    data_digest TEXT NOT NULL CHECK (length(data_digest) = 64),
    weights BYTEA NOT NULL CHECK (octet_length(weights) % 8 = 0),
    diagnostics TEXT NOT NULL,
    weighed_by BYTEA REFERENCES accounts (id),
    weighed_at TIMESTAMP NOT NULL
);

CREATE TABLE releases (
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    approved_by BYTEA NOT NULL REFERENCES accounts (id),
    approved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, number)
);

CREATE TABLE early_readers (
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (wave_id, account_id)
);

CREATE TABLE release_readings (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    number INTEGER NOT NULL CHECK (number > 0),
    read_at TIMESTAMP NOT NULL
);
CREATE INDEX release_readings_wave ON release_readings (wave_id, read_at);

CREATE TABLE outbox (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    dedup_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TIMESTAMP,
    sent_at TIMESTAMP,
    failed_at TIMESTAMP,
    last_error TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE audit (
    id BYTEA PRIMARY KEY CHECK (octet_length(id) = 16),
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    wave_id BIGINT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_wave ON audit (wave_id, at);

-- What every node must agree on, as the fingerprint of the service's secret.
CREATE TABLE service_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
