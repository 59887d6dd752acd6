-- Accounts of people. `key` is the name with the case of its letters taken away.

CREATE TABLE account (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    password TEXT NOT NULL, -- scrypt$log n$salt$digest
    totp TEXT, -- base32
    totp_step INTEGER NOT NULL DEFAULT 0, -- the newest step whose code was used
    disabled INTEGER NOT NULL DEFAULT 0,
    stamp INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;

-- PINs share one salt: a PIN alone says whose it is, with one hash, so each is used once.
CREATE TABLE pin (
    owner TEXT PRIMARY KEY, -- key of an account, '' for the room's own
    digest BLOB NOT NULL UNIQUE
) WITHOUT ROWID;

CREATE TABLE salt (bytes BLOB NOT NULL);
INSERT INTO salt VALUES (randomblob(16));
