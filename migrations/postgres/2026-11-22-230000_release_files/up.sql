-- Files of a release, frozen with it, and corrections. Twin of migrations/sqlite.

CREATE TABLE release_files (
    wave_id BIGINT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count >= 0),
    byte_count BIGINT NOT NULL CHECK (byte_count >= 0),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (wave_id, number, name),
    FOREIGN KEY (wave_id, number) REFERENCES releases (wave_id, number)
);

-- Proposed by one person; once another has approved it, the release of its number is there.
CREATE TABLE release_corrections (
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 1),
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    spec TEXT NOT NULL,
    data_digest TEXT NOT NULL CHECK (length(data_digest) = 64),
    weights BYTEA NOT NULL,
    diagnostics TEXT NOT NULL,
    proposed_by BYTEA NOT NULL REFERENCES accounts (id),
    proposed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, number)
);
