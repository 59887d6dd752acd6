-- The index of records. Times are unix seconds. Empty text means that the source said nothing.

CREATE TABLE source (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cursor TEXT,                         -- where to go on, of what readers see
    epoch TEXT NOT NULL DEFAULT '',
    as_of INTEGER,                       -- the source was wholly known then
    total INTEGER NOT NULL DEFAULT 0,    -- live records
    -- A snapshot on its way: 0 none, 1 straight into an index that has none, 2 into staging,
    -- 3 told to its end and held back for a person.
    snapshot INTEGER NOT NULL DEFAULT 0,
    snapshot_cursor TEXT,
    snapshot_epoch TEXT NOT NULL DEFAULT '',
    snapshot_begun INTEGER,
    plan TEXT                            -- of a snapshot that is held back, JSON
) STRICT;

-- A record, or with deleted_at its tombstone: kept so that an older put can't bring it back.
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    rev INTEGER,
    added_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    deleted_at INTEGER,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    temp_no TEXT NOT NULL,
    ref_code TEXT NOT NULL,
    fonds TEXT NOT NULL,
    category TEXT NOT NULL,
    year INTEGER,
    retention TEXT,
    org TEXT NOT NULL,
    volume_no TEXT NOT NULL,
    item_no TEXT NOT NULL,
    doc_no TEXT NOT NULL,
    creator TEXT NOT NULL,
    subjects TEXT NOT NULL,
    date TEXT NOT NULL,
    secret TEXT NOT NULL,
    pages INTEGER,
    copies INTEGER,
    carrier TEXT,
    box TEXT NOT NULL,
    unit TEXT NOT NULL,
    place TEXT NOT NULL,
    scan TEXT NOT NULL,
    remark TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX record_id ON record (source, id);
CREATE INDEX record_place ON record (number, year);  -- the order of hits, without their rows
CREATE INDEX record_box ON record (box, number) WHERE box <> '' AND deleted_at IS NULL;
-- Records that wait for a 档号: by their 临时编号 they are known again when it comes.
CREATE INDEX record_unfiled ON record (source, temp_no) WHERE ref_code = '' AND temp_no <> '';
CREATE INDEX record_deleted ON record (deleted_at) WHERE deleted_at IS NOT NULL;

-- What a record was once called: an id before it got its 档号 (kind 1), a 临时编号 (kind 2).
CREATE TABLE former (
    record INTEGER NOT NULL,
    source INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (source, kind, name, record)
) STRICT, WITHOUT ROWID;

CREATE INDEX former_record ON former (record);

-- 档号, 发文字号 and 临时编号 as compare keys, forwards and backwards.
CREATE TABLE key (
    key TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;

-- How many keys of 档号 and 发文字号 begin alike: counting a million of them would take too long.
CREATE TABLE beginning (
    key TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Texts, initials and filters as words; what stands for a record is in records_sync/index/rows.py.
CREATE VIRTUAL TABLE word USING fts5 (
    body, content = '', columnsize = 0, tokenize = 'ascii'
);

INSERT INTO word (word, rank) VALUES ('hashsize', 8388608);  -- bytes before a segment is written

-- The small number of a unit (kind u) or an office (kind o) in the words of the filters.
CREATE TABLE name (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT;

-- How many live records there are of each combination; year 0 is none.
CREATE TABLE tally (
    year INTEGER NOT NULL,
    source INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    retention TEXT NOT NULL,
    carrier TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (year, source, unit, retention, carrier)
) STRICT, WITHOUT ROWID;

-- Live records on the axes of browsing: t is year and month, o office and year, u unit and year.
CREATE TABLE node (
    axis TEXT NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (axis, a, b)
) STRICT, WITHOUT ROWID;

-- Records that came and went, by month (YYYYMM, UTC).
CREATE TABLE growth (
    month INTEGER NOT NULL,
    source INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    PRIMARY KEY (month, source)
) STRICT, WITHOUT ROWID;

-- A snapshot before it counts: what is new or other (body is JSON, NULL for a removal) ...
CREATE TABLE staged (
    source INTEGER NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER,
    record INTEGER,                      -- the record that it changes, NULL for a new one
    body TEXT,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

-- ... and the records that are as they were.
CREATE TABLE staged_same (
    source INTEGER NOT NULL,
    record INTEGER NOT NULL,
    rev INTEGER,
    PRIMARY KEY (source, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    source INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,                  -- the whole summary, JSON
    PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX report_source ON report (source, number);

-- Which normal forms the words and keys were made with; another one means to make them anew.
CREATE TABLE form (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    version INTEGER NOT NULL
) STRICT;
