-- The first tables. Twin of migrations/postgres: same tables, columns, nullability and rules.
-- Identifiers are random bytes, instants are UTC to the microsecond, enums are texts under a CHECK.
-- STRICT and the CHECKs make SQLite refuse what PostgreSQL's types refuse.

CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'pollster', 'researcher')),
    password_hash TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    token_version INTEGER NOT NULL CHECK (token_version >= 0),
    is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??*')
) STRICT;

CREATE TABLE refresh_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    family BLOB NOT NULL CHECK (length(family) = 16),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-?? ??:??:??*'),
    used_at TEXT CHECK (used_at GLOB '????-??-?? ??:??:??*'),
    revoked_at TEXT CHECK (revoked_at GLOB '????-??-?? ??:??:??*')
) STRICT;
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);

CREATE TABLE console_sessions (
    id_hash BLOB NOT NULL PRIMARY KEY CHECK (length(id_hash) = 32),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-?? ??:??:??*')
) STRICT;

CREATE TABLE questionnaire_versions (
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    study TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    canonical TEXT NOT NULL,
    source TEXT NOT NULL,
    frozen_at TEXT CHECK (frozen_at GLOB '????-??-?? ??:??:??*'),
    loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-?? ??:??:??*'),
    UNIQUE (study, version)
) STRICT;

CREATE TABLE waves (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
    slug TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL,
    wave_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'open', 'closed', 'sealed', 'weighted', 'approved', 'public')),
    questionnaire_digest TEXT NOT NULL REFERENCES questionnaire_versions (digest),
    spec TEXT NOT NULL,
    spec_digest TEXT NOT NULL CHECK (length(spec_digest) = 64),
    is_simulated INTEGER NOT NULL CHECK (is_simulated IN (0, 1)),
    closes_at TEXT CHECK (closes_at GLOB '????-??-?? ??:??:??*'),
    embargo_at TEXT NOT NULL CHECK (embargo_at GLOB '????-??-?? ??:??:??*'),
    loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-?? ??:??:??*'),
    opened_at TEXT CHECK (opened_at GLOB '????-??-?? ??:??:??*'),
    closed_at TEXT CHECK (closed_at GLOB '????-??-?? ??:??:??*'),
    closed_reason TEXT CHECK (closed_reason IN ('total_reached', 'every_cell_full', 'deadline', 'by_hand')),
    sealed_at TEXT CHECK (sealed_at GLOB '????-??-?? ??:??:??*'),
    weighed_at TEXT CHECK (weighed_at GLOB '????-??-?? ??:??:??*'),
    weighed_by BLOB REFERENCES accounts (id),
    approved_at TEXT CHECK (approved_at GLOB '????-??-?? ??:??:??*'),
    approved_by BLOB REFERENCES accounts (id),
    published_at TEXT CHECK (published_at GLOB '????-??-?? ??:??:??*'),
    link_salt BLOB CHECK (length(link_salt) = 32)
) STRICT;

-- Hot tables from here to quota_refusals: no sequence, no key to another table, so that a wave can live on its own node.

CREATE TABLE quota_cells (
    wave_id INTEGER NOT NULL,
    cell_id INTEGER NOT NULL CHECK (cell_id BETWEEN 0 AND 65535),
    target INTEGER NOT NULL CHECK (target >= 0),
    maximum INTEGER NOT NULL CHECK (maximum >= 0),
    completed INTEGER NOT NULL CHECK (completed >= 0),
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    PRIMARY KEY (wave_id, cell_id),
    CHECK (completed + reserved <= maximum)
) STRICT, WITHOUT ROWID;

CREATE TABLE interviews (
    wave_id INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    disposition TEXT NOT NULL CHECK (disposition IN
        ('started', 'completed', 'screened_out', 'quota_full', 'abandoned', 'rejected', 'refused')),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    version INTEGER NOT NULL CHECK (version > 0),
    mode TEXT NOT NULL CHECK (mode IN ('open', 'invitation', 'whole', 'simulation')),
    language TEXT NOT NULL CHECK (length(language) = 2),
    seed INTEGER NOT NULL,
    section INTEGER NOT NULL CHECK (section >= 0),
    answers BLOB NOT NULL,
    cells BLOB NOT NULL CHECK (length(cells) % 2 = 0),
    holds_places INTEGER NOT NULL CHECK (holds_places IN (0, 1)),
    lease_until TEXT CHECK (lease_until GLOB '????-??-?? ??:??:??*'),
    link BLOB CHECK (length(link) = 32),
    receipt TEXT,
    body_digest BLOB CHECK (length(body_digest) = 32),
    started_on TEXT NOT NULL CHECK (started_on GLOB '????-??-?? ??:??:??*'),
    ended_on TEXT CHECK (ended_on GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, id)
) STRICT;
CREATE UNIQUE INDEX interviews_link ON interviews (wave_id, link) WHERE link IS NOT NULL;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;

CREATE TABLE quota_refusals (
    wave_id INTEGER NOT NULL,
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    cell_id INTEGER NOT NULL CHECK (cell_id BETWEEN 0 AND 65535),
    completed INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    maximum INTEGER NOT NULL,
    refused_at TEXT NOT NULL CHECK (refused_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, interview_id)
) STRICT;

CREATE TABLE invitations (
    wave_id INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
    email TEXT,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??*'),
    completed_on TEXT CHECK (completed_on GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, id),
    UNIQUE (token_hash, wave_id)
) STRICT;

CREATE TABLE sealed_sets (
    wave_id INTEGER NOT NULL PRIMARY KEY REFERENCES waves (id),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    row_count INTEGER NOT NULL CHECK (row_count >= 0),
    file BLOB NOT NULL,
    sealed_at TEXT NOT NULL CHECK (sealed_at GLOB '????-??-?? ??:??:??*')
) STRICT;

CREATE TABLE weightings (
    wave_id INTEGER NOT NULL PRIMARY KEY REFERENCES waves (id),
    scheme_version INTEGER NOT NULL CHECK (scheme_version >= 0),
    data_digest TEXT NOT NULL CHECK (length(data_digest) = 64),
    weights BLOB NOT NULL CHECK (length(weights) % 8 = 0),
    diagnostics TEXT NOT NULL,
    weighed_by BLOB REFERENCES accounts (id),
    weighed_at TEXT NOT NULL CHECK (weighed_at GLOB '????-??-?? ??:??:??*')
) STRICT;

CREATE TABLE releases (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    approved_by BLOB NOT NULL REFERENCES accounts (id),
    approved_at TEXT NOT NULL CHECK (approved_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, number)
) STRICT;

CREATE TABLE early_readers (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (wave_id, account_id)
) STRICT;

CREATE TABLE release_readings (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    number INTEGER NOT NULL CHECK (number > 0),
    read_at TEXT NOT NULL CHECK (read_at GLOB '????-??-?? ??:??:??*')
) STRICT;
CREATE INDEX release_readings_wave ON release_readings (wave_id, read_at);

CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    dedup_key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    message_id TEXT NOT NULL,
    due_at TEXT NOT NULL CHECK (due_at GLOB '????-??-?? ??:??:??*'),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TEXT CHECK (claimed_until GLOB '????-??-?? ??:??:??*'),
    sent_at TEXT CHECK (sent_at GLOB '????-??-?? ??:??:??*'),
    failed_at TEXT CHECK (failed_at GLOB '????-??-?? ??:??:??*'),
    last_error TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE audit (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at TEXT NOT NULL CHECK (at GLOB '????-??-?? ??:??:??*'),
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    wave_id INTEGER,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_wave ON audit (wave_id, at);

-- What every node must agree on, as the fingerprint of the service's secret.
CREATE TABLE service_facts (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;
