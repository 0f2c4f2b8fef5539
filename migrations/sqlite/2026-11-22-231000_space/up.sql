-- The researchers' space: keys to the API, downloads, who is written to at a release. Twin of migrations/postgres.

-- The key itself is shown once; only its hash is kept. It is void once the account's tokens are: `token_version` is the one it
-- was made under.
CREATE TABLE api_keys (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    ending TEXT NOT NULL,
    scopes TEXT NOT NULL,
    token_version INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-?? ??:??:??*'),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-?? ??:??:??*'),
    revoked_at TEXT CHECK (revoked_at GLOB '????-??-?? ??:??:??*'),
    used_on TEXT CHECK (used_on GLOB '????-??-?? ??:??:??*')
) STRICT;
CREATE INDEX api_keys_account ON api_keys (account_id);

-- What somebody signed in took away, for themselves to find again.
CREATE TABLE downloads (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    file TEXT NOT NULL,
    taken_at TEXT NOT NULL CHECK (taken_at GLOB '????-??-?? ??:??:??*')
) STRICT;
CREATE INDEX downloads_account ON downloads (account_id, taken_at);

-- Who asked for a letter at each release. Nothing is sent before `confirmed_at`; whoever leaves is forgotten whole.
CREATE TABLE subscriptions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE,
    asked_at TEXT NOT NULL CHECK (asked_at GLOB '????-??-?? ??:??:??*'),
    confirmed_at TEXT CHECK (confirmed_at GLOB '????-??-?? ??:??:??*')
) STRICT;

-- Releases those who asked were told of, each once.
CREATE TABLE announcements (
    wave_id INTEGER NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    announced_at TEXT NOT NULL CHECK (announced_at GLOB '????-??-?? ??:??:??*'),
    PRIMARY KEY (wave_id, number)
) STRICT;

-- Where a letter of the box says that no more are wanted; most have none.
ALTER TABLE outbox ADD COLUMN unsubscribe TEXT;
