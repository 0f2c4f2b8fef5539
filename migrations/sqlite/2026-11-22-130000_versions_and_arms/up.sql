-- Versions taken up in the field, arms, telephone entry, end pages, nomenclatures. Twin of migrations/postgres.

-- The version new interviews are begun with; those under way keep theirs.
ALTER TABLE waves ADD COLUMN questionnaire_version INTEGER NOT NULL DEFAULT 1 CHECK (questionnaire_version > 0);
UPDATE waves SET questionnaire_version =
    (SELECT version FROM questionnaire_versions WHERE digest = waves.questionnaire_digest);

CREATE TABLE wave_versions (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    version INTEGER NOT NULL CHECK (version > 0),
    digest TEXT NOT NULL REFERENCES questionnaire_versions (digest),
    taken_up_at TEXT NOT NULL CHECK (taken_up_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, version)
) STRICT;
INSERT INTO wave_versions (wave_id, version, digest, taken_up_at)
    SELECT id, questionnaire_version, questionnaire_digest, loaded_at FROM waves;

CREATE TABLE nomenclatures (
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-?? ??:??:??*')
) STRICT;

-- Hot tables: no sequence, no key to another table.

CREATE TABLE arms (
    wave_id INTEGER NOT NULL,
    variable TEXT NOT NULL,
    code TEXT NOT NULL,
    given INTEGER NOT NULL CHECK (given >= 0),
    PRIMARY KEY (wave_id, variable, code)
) STRICT, WITHOUT ROWID;

-- SQLite changes no CHECK in place: the table is made again.
CREATE TABLE interviews_new (
    wave_id INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    disposition TEXT NOT NULL CHECK (disposition IN
        ('started', 'completed', 'screened_out', 'quota_full', 'abandoned', 'rejected', 'refused')),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    version INTEGER NOT NULL CHECK (version > 0),
    mode TEXT NOT NULL CHECK (mode IN ('open', 'invitation', 'whole', 'cati', 'simulation')),
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
INSERT INTO interviews_new SELECT *, NULL FROM interviews;
DROP TABLE interviews;
ALTER TABLE interviews_new RENAME TO interviews;
CREATE UNIQUE INDEX interviews_link ON interviews (wave_id, link) WHERE link IS NOT NULL;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;
