-- Versions taken up in the field, arms, telephone entry, end pages, nomenclatures. Twin of migrations/sqlite.

-- The version new interviews are begun with; those under way keep theirs.
ALTER TABLE waves ADD COLUMN questionnaire_version INTEGER NOT NULL DEFAULT 1 CHECK (questionnaire_version > 0);
UPDATE waves SET questionnaire_version =
    (SELECT version FROM questionnaire_versions WHERE digest = waves.questionnaire_digest);

CREATE TABLE wave_versions (
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    version INTEGER NOT NULL CHECK (version > 0),
    digest TEXT NOT NULL REFERENCES questionnaire_versions (digest),
    taken_up_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, version)
);
INSERT INTO wave_versions (wave_id, version, digest, taken_up_at)
    SELECT id, questionnaire_version, questionnaire_digest, loaded_at FROM waves;

CREATE TABLE nomenclatures (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    loaded_at TIMESTAMP NOT NULL
);

-- Hot tables: no sequence, no key to another table.

CREATE TABLE arms (
    wave_id BIGINT NOT NULL,
    variable TEXT NOT NULL,
    code TEXT NOT NULL,
    given INTEGER NOT NULL CHECK (given >= 0),
    PRIMARY KEY (wave_id, variable, code)
) WITH (fillfactor = 50);

ALTER TABLE interviews DROP CONSTRAINT interviews_mode_check;
ALTER TABLE interviews ADD CONSTRAINT interviews_mode_check
    CHECK (mode IN ('open', 'invitation', 'whole', 'cati', 'simulation'));
ALTER TABLE interviews ADD COLUMN end_page TEXT;
