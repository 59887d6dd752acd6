-- What staff of the room added. Times are milliseconds since 1970 in UTC.

-- Every fact for ever, in the order in which they came; `was` and `now` are JSON.
CREATE TABLE fact (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,             -- of the act and the number in it
    act TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('record', 'box', 'check', 'book')),
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    was TEXT,
    now TEXT
) STRICT;

CREATE INDEX fact_subject ON fact (subject, source, name, seq);
CREATE INDEX fact_room ON fact (json_extract(now, '$.room')) WHERE kind = 'place';
CREATE INDEX fact_box ON fact (json_extract(now, '$.box')) WHERE kind = 'place';

CREATE TRIGGER fact_keeps_rows BEFORE UPDATE ON fact BEGIN
    SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER fact_loses_no_row BEFORE DELETE ON fact BEGIN
    SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER fact_comes_last BEFORE INSERT ON fact
WHEN NEW.seq <= (SELECT IFNULL(MAX(seq), 0) FROM fact) BEGIN
    SELECT RAISE(ABORT, 'facts are append-only');
END;

-- Acts that were done; `digest` is of what was asked, '' where that is not known any more.
CREATE TABLE act (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    code TEXT NOT NULL,
    said TEXT NOT NULL                   -- the values of its sentence, JSON
) STRICT, WITHOUT ROWID;

-- What all facts come to. An empty part of a place is none, an empty status was never told.
CREATE TABLE standing (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    room TEXT NOT NULL,
    rack TEXT NOT NULL,
    col TEXT NOT NULL,
    section TEXT NOT NULL,
    shelf TEXT NOT NULL,
    box TEXT NOT NULL,
    status TEXT NOT NULL,
    home TEXT NOT NULL,
    unit TEXT NOT NULL,
    due TEXT NOT NULL,                   -- ISO day
    seen_ms INTEGER,
    seen_by TEXT NOT NULL,
    seen_at TEXT,                        -- the place, JSON
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX standing_box ON standing (box) WHERE box <> '';
CREATE INDEX standing_place ON standing (room, rack, col, section, shelf) WHERE room <> '';
CREATE INDEX standing_status ON standing (status, due);

CREATE TABLE box (
    code TEXT PRIMARY KEY,
    room TEXT NOT NULL,
    rack TEXT NOT NULL,
    col TEXT NOT NULL,
    section TEXT NOT NULL,
    shelf TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX box_place ON box (room, rack, col, section, shelf);

CREATE TABLE box_check (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,                -- of the fact that opened it
    box TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    ended_ms INTEGER,
    ended_as TEXT NOT NULL DEFAULT '',   -- passed, failed, dropped
    missing INTEGER NOT NULL DEFAULT 0,
    strange INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX box_check_box ON box_check (box, seq);

-- Keys that records had before.
CREATE TABLE former (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    new_source TEXT NOT NULL,
    new_id TEXT NOT NULL,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX former_new ON former (new_source, new_id);

-- How far each way to the main system has come. A `batch` is a file on its way: its first and last
-- fact, written whole but perhaps not yet under its name; `folder` marks the folder it is in.
CREATE TABLE sender (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    batch_first INTEGER,
    batch_last INTEGER,
    folder TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Facts that the main system refused for good; `again` are to be sent once more.
CREATE TABLE parked (
    sender TEXT NOT NULL,
    seq INTEGER NOT NULL,
    error TEXT NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sender, seq)
) STRICT, WITHOUT ROWID;
