-- Who is invited by mail. With `invitations` the only table that names people; emptied on the date the wave declares.
CREATE TABLE contacts (
    wave_id INTEGER NOT NULL,
    -- The invitation's.
    id BLOB NOT NULL CHECK (length(id) = 16),
    email TEXT NOT NULL,
    -- Keyed: tells whether an address is already there.
    address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),
    domain TEXT NOT NULL,
    title TEXT,
    first_name TEXT,
    last_name TEXT,
    organisation TEXT,
    language TEXT NOT NULL,
    -- JSON: categories already known, by variable.
    profile TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, id),
    UNIQUE (address_hash, wave_id)
) STRICT;
CREATE INDEX contacts_id ON contacts (id);

-- Addresses not to write to, in any wave, as keyed hashes: the list outlives the identities and names nobody.
CREATE TABLE suppressions (
    address_hash BLOB PRIMARY KEY NOT NULL CHECK (length(address_hash) = 32),
    reason TEXT NOT NULL CHECK (reason IN ('unsubscribed', 'bounced')),
    since TEXT NOT NULL CHECK (since GLOB '????-??-?? ??:??:??*')
) STRICT;

-- The texts and hours of a wave's letters, as their file says them.
CREATE TABLE letter_plans (
    wave_id INTEGER PRIMARY KEY NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-?? ??:??:??*')
) STRICT;

-- Letters to contacts: one a step, ever. Written when it leaves, so that no row holds a link or a name.
CREATE TABLE mailings (
    wave_id INTEGER NOT NULL,
    contact_id BLOB NOT NULL CHECK (length(contact_id) = 16),
    step TEXT NOT NULL,
    message_id TEXT NOT NULL,
    due_at TEXT NOT NULL CHECK (due_at GLOB '????-??-?? ??:??:??*'),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    claimed_until TEXT CHECK (claimed_until GLOB '????-??-?? ??:??:??*'),
    settled_at TEXT CHECK (settled_at GLOB '????-??-?? ??:??:??*'),
    -- What became of it once settled: sent, failed, returned, or why it did not leave.
    outcome TEXT,
    last_error TEXT,
    PRIMARY KEY (wave_id, contact_id, step)
) STRICT;
CREATE INDEX mailings_due ON mailings (due_at) WHERE settled_at IS NULL;
CREATE INDEX mailings_settled ON mailings (settled_at);
CREATE INDEX mailings_message ON mailings (message_id);
