-- What became of the entries of moderated forms. Twin of migrations/postgres.

-- An interview without a row here is only proposed. The public name of an entry is drawn when it is first published and is not
-- that of its interview.
CREATE TABLE moderations (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    status TEXT NOT NULL CHECK (status IN ('propose', 'relu', 'publie', 'retire')),
    public_id BLOB CHECK (length(public_id) = 16),
    reason TEXT,
    moderated_by BLOB NOT NULL REFERENCES accounts (id),
    moderated_at TEXT NOT NULL CHECK (moderated_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, interview_id),
    CHECK ((status = 'retire') = (reason IS NOT NULL)),
    CHECK (status <> 'publie' OR public_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX moderations_public_id ON moderations (wave_id, public_id) WHERE public_id IS NOT NULL;
