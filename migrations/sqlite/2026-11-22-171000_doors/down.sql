-- Panel and kiosk interviews become open ones.
CREATE TABLE interviews_old (
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
INSERT INTO interviews_old (wave_id, id, disposition, revision, version, mode, language, seed, section, answers, cells, holds_places,
        lease_until, link, receipt, body_digest, started_on, ended_on, end_page)
    SELECT wave_id, id, disposition, revision, version, CASE WHEN mode IN ('panel', 'kiosk') THEN 'open' ELSE mode END, language, seed, section, answers, cells, holds_places,
        lease_until, link, receipt, body_digest, started_on, ended_on, end_page
    FROM interviews;
DROP TABLE interviews;
ALTER TABLE interviews_old RENAME TO interviews;
CREATE UNIQUE INDEX interviews_link ON interviews (wave_id, link) WHERE link IS NOT NULL;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;
DROP TABLE calls;
DROP TABLE notices;
DROP TABLE panel_entries;
