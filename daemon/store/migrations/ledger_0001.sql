-- The ledger of reasons: one row a transition, chained by hash, never changed and never deleted.
-- `seq` has no gap. `t` is monotonic seconds of the boot `boot`, `at` milliseconds since 1970 in UTC.
-- `hash` is SHA-256 of the hash of the row before (32 zero bytes before the first) followed by this
-- row's columns as a JSON array, see daemon/store/ledger_chain.py.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    boot TEXT NOT NULL,
    t REAL NOT NULL,
    at INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    version TEXT NOT NULL, -- of the configuration
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,    -- canonical JSON
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX ledger_subject ON ledger (kind, subject);
CREATE INDEX ledger_at ON ledger (at);

CREATE TRIGGER ledger_keeps_rows BEFORE UPDATE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_loses_no_row BEFORE DELETE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_grows_by_one BEFORE INSERT ON ledger
WHEN NEW.seq <> (SELECT IFNULL(MAX(seq), 0) + 1 FROM ledger) BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- What control remembers, replaced at each commit; `hash` is SHA-256 of `text`.
CREATE TABLE memory (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    text TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
