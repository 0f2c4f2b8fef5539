-- The researchers' space: keys to the API, downloads, who is written to at a release. Twin of migrations/sqlite.

-- The key itself is shown once; only its hash is kept. It is void once the account's tokens are: `token_version` is the one it
-- was made under.
CREATE TABLE api_keys (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    secret_hash BYTEA NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    ending TEXT NOT NULL,
    scopes TEXT NOT NULL,
    token_version INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    used_on TIMESTAMP
);
CREATE INDEX api_keys_account ON api_keys (account_id);

-- What somebody signed in took away, for themselves to find again.
CREATE TABLE downloads (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    file TEXT NOT NULL,
    taken_at TIMESTAMP NOT NULL
);
CREATE INDEX downloads_account ON downloads (account_id, taken_at);

-- Who asked for a letter at each release. Nothing is sent before `confirmed_at`; whoever leaves is forgotten whole.
CREATE TABLE subscriptions (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE,
    asked_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP
);

-- Releases those who asked were told of, each once.
CREATE TABLE announcements (
    wave_id BIGINT NOT NULL REFERENCES waves (id),
    number INTEGER NOT NULL CHECK (number > 0),
    announced_at TIMESTAMP NOT NULL,
    PRIMARY KEY (wave_id, number)
);

-- Where a letter of the box says that no more are wanted; most have none.
ALTER TABLE outbox ADD COLUMN unsubscribe TEXT;
