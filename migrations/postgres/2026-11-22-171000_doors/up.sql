-- Doors: panel and kiosk interviews, whom a panel sent and what its server is told, telephone calls. Twin of migrations/sqlite.

ALTER TABLE interviews DROP CONSTRAINT interviews_mode_check;
ALTER TABLE interviews ADD CONSTRAINT interviews_mode_check
    CHECK (mode IN ('open', 'invitation', 'whole', 'cati', 'panel', 'kiosk', 'simulation'));

-- Whom a panel sent, by the keyed hash that ties an interview to them: the only place their name in the panel is written.
CREATE TABLE panel_entries (
    wave_id BIGINT NOT NULL,
    link BYTEA NOT NULL CHECK (octet_length(link) = 32),
    panellist TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, link)
);

-- What a panel's server is still to be told: one notice an interview, written with its ending. The address goes once it is told.
CREATE TABLE notices (
    wave_id BIGINT NOT NULL,
    interview_id BYTEA NOT NULL CHECK (octet_length(interview_id) = 16),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    address TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TIMESTAMP,
    told_at TIMESTAMP,
    given_up_at TIMESTAMP,
    last_error TEXT,
    PRIMARY KEY (wave_id, interview_id)
);
CREATE INDEX notices_due ON notices (due_at) WHERE told_at IS NULL AND given_up_at IS NULL;

-- Telephone: each call to a case of the sample, by the number the sample gives it. No name, no telephone number.
CREATE TABLE calls (
    wave_id BIGINT NOT NULL,
    contact TEXT NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    outcome TEXT NOT NULL,
    called_at TIMESTAMP NOT NULL,
    appointment_at TIMESTAMP,
    called_by BYTEA NOT NULL,
    PRIMARY KEY (wave_id, contact, attempt)
);
