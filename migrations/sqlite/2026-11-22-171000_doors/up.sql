-- Doors: panel and kiosk interviews, whom a panel sent and what its server is told, telephone calls. Twin of migrations/postgres.

-- SQLite changes no CHECK in place: the table is made again.
CREATE TABLE interviews_new (
    wave_id INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    disposition TEXT NOT NULL CHECK (disposition IN
        ('started', 'completed', 'screened_out', 'quota_full', 'abandoned', 'rejected', 'refused')),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    version INTEGER NOT NULL CHECK (version > 0),
    mode TEXT NOT NULL CHECK (mode IN ('open', 'invitation', 'whole', 'cati', 'panel', 'kiosk', 'simulation')),
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
    end_page TEXT,
    PRIMARY KEY (wave_id, id)
) STRICT;
INSERT INTO interviews_new (wave_id, id, disposition, revision, version, mode, language, seed, section, answers, cells, holds_places,
        lease_until, link, receipt, body_digest, started_on, ended_on, end_page)
    SELECT wave_id, id, disposition, revision, version, mode, language, seed, section, answers, cells, holds_places,
        lease_until, link, receipt, body_digest, started_on, ended_on, end_page
    FROM interviews;
DROP TABLE interviews;
ALTER TABLE interviews_new RENAME TO interviews;
CREATE UNIQUE INDEX interviews_link ON interviews (wave_id, link) WHERE link IS NOT NULL;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;

-- Whom a panel sent, by the keyed hash that ties an interview to them: the only place their name in the panel is written.
CREATE TABLE panel_entries (
    wave_id INTEGER NOT NULL,
    link BLOB NOT NULL CHECK (length(link) = 32),
    panellist TEXT NOT NULL,
    entered_at TEXT NOT NULL CHECK (entered_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, link)
) STRICT;

-- What a panel's server is still to be told: one notice an interview, written with its ending. The address goes once it is told.
CREATE TABLE notices (
    wave_id INTEGER NOT NULL,
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    id BLOB NOT NULL CHECK (length(id) = 16),
    address TEXT NOT NULL,
    due_at TEXT NOT NULL CHECK (due_at GLOB '????-??-?? ??:??:??*'),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TEXT CHECK (claimed_until GLOB '????-??-?? ??:??:??*'),
    told_at TEXT CHECK (told_at GLOB '????-??-?? ??:??:??*'),
    given_up_at TEXT CHECK (given_up_at GLOB '????-??-?? ??:??:??*'),
    last_error TEXT,
    PRIMARY KEY (wave_id, interview_id)
) STRICT;
CREATE INDEX notices_due ON notices (due_at) WHERE told_at IS NULL AND given_up_at IS NULL;

-- Telephone: each call to a case of the sample, by the number the sample gives it. No name, no telephone number.
CREATE TABLE calls (
    wave_id INTEGER NOT NULL,
    contact TEXT NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    outcome TEXT NOT NULL,
    called_at TEXT NOT NULL CHECK (called_at GLOB '????-??-?? ??:??:??*'),
    appointment_at TEXT CHECK (appointment_at GLOB '????-??-?? ??:??:??*'),
    called_by BLOB NOT NULL,
    PRIMARY KEY (wave_id, contact, attempt)
) STRICT;
