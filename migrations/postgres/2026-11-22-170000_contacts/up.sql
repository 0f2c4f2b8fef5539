-- Who is invited by mail. With `invitations` the only table that names people; emptied on the date the wave declares.
CREATE TABLE contacts (
    wave_id BIGINT NOT NULL,
    -- The invitation's.
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    email TEXT NOT NULL,
    -- Keyed: tells whether an address is already there.
    address_hash BYTEA NOT NULL CHECK (octet_length(address_hash) = 32),
    domain TEXT NOT NULL,
    title TEXT,
    first_name TEXT,
    last_name TEXT,
    organisation TEXT,
    language TEXT NOT NULL,
    -- JSON: categories already known, by variable.
    profile TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, id),
    UNIQUE (address_hash, wave_id)
);
CREATE INDEX contacts_id ON contacts (id);

-- Addresses not to write to, in any wave, as keyed hashes: the list outlives the identities and names nobody.
CREATE TABLE suppressions (
    address_hash BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(address_hash) = 32),
    reason TEXT NOT NULL CHECK (reason IN ('unsubscribed', 'bounced')),
    since TIMESTAMP NOT NULL
);

-- The texts and hours of a wave's letters, as their file says them.
CREATE TABLE letter_plans (
    wave_id BIGINT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    loaded_at TIMESTAMP NOT NULL
);

-- Letters to contacts: one a step, ever. Written when it leaves, so that no row holds a link or a name.
CREATE TABLE mailings (
    wave_id BIGINT NOT NULL,
    contact_id BYTEA NOT NULL CHECK (octet_length(contact_id) = 16),
    step TEXT NOT NULL,
    message_id TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TIMESTAMP,
    settled_at TIMESTAMP,
    -- What became of it once settled: sent, failed, returned, or why it did not leave.
    outcome TEXT,
    last_error TEXT,
    PRIMARY KEY (wave_id, contact_id, step)
);
CREATE INDEX mailings_due ON mailings (due_at) WHERE settled_at IS NULL;
CREATE INDEX mailings_settled ON mailings (settled_at);
CREATE INDEX mailings_message ON mailings (message_id);
