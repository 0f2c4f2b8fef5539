-- Times of pages, consents, exclusions, withdrawals, what is left of them at sealing. Twin of migrations/postgres.

-- Hot tables, written by the collector: no sequence, no key to another table.

-- Seconds are whole and in all; the device is one of four words. Nothing here outlives the sealing.
CREATE TABLE paradata (
    wave_id INTEGER NOT NULL,
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    section INTEGER NOT NULL CHECK (section >= 0),
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    visits INTEGER NOT NULL CHECK (visits > 0),
    device TEXT NOT NULL CHECK (device IN ('phone', 'tablet', 'computer', 'unknown')),
    PRIMARY KEY (wave_id, interview_id, section)
) STRICT, WITHOUT ROWID;

-- The digest of the text that was shown, and the day.
CREATE TABLE consents (
    wave_id INTEGER NOT NULL,
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    given_on TEXT NOT NULL CHECK (given_on GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, interview_id)
) STRICT, WITHOUT ROWID;

-- An interview a person set aside, and why. Readmitted, its row goes; the audit keeps both decisions.
CREATE TABLE exclusions (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    ground TEXT NOT NULL CHECK (ground IN ('speed', 'straight_lines', 'duplicate', 'attention', 'open_text', 'other')),
    reason TEXT NOT NULL,
    excluded_by BLOB NOT NULL REFERENCES accounts (id),
    excluded_at TEXT NOT NULL CHECK (excluded_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, interview_id)
) STRICT;

-- Somebody took their answers back: the interview is left as a refusal, without content.
CREATE TABLE withdrawals (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    withdrawn_on TEXT NOT NULL CHECK (withdrawn_on GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, interview_id)
) STRICT;

-- What the method notice says of the field, counts only; made at sealing.
CREATE TABLE field_notes (
    wave_id INTEGER NOT NULL PRIMARY KEY REFERENCES waves (id),
    content TEXT NOT NULL
) STRICT;

-- Set once the date of the wave file has passed and what it names is gone.
CREATE TABLE purges (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    what TEXT NOT NULL CHECK (what IN ('identities', 'responses')),
    rows_gone INTEGER NOT NULL CHECK (rows_gone >= 0),
    purged_at TEXT NOT NULL CHECK (purged_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, what)
) STRICT;

-- A receipt is looked up by who holds it.
CREATE INDEX interviews_receipt ON interviews (wave_id, receipt) WHERE receipt IS NOT NULL;
