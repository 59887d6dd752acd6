-- The history of readings. Times are milliseconds or seconds as the column says, UTC.
-- Values are integers in steps of the series: value = steps * series.step.

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL,
    unit TEXT NOT NULL,
    step REAL NOT NULL,
    is_bit INTEGER NOT NULL,
    UNIQUE (tag, unit, step, is_bit)
) STRICT;

-- The words behind the state numbers in raw.rows: state = why.code * 4 + quality,
-- quality 0 bad, 1 uncertain, 2 good.
CREATE TABLE why (
    code INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

-- A stretch of scans on one clock: monotonic and wall time run together in it.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    boot TEXT NOT NULL,
    mono_ms INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL,
    trusted INTEGER NOT NULL,
    backdated INTEGER NOT NULL DEFAULT 0,
    UNIQUE (boot, mono_ms)
) STRICT;

-- Changes and heartbeats, packed: all rows of one series within one minute of one segment.
-- start_ms and the times in rows count from the segment's base. Format: docs/history.md.
CREATE TABLE raw (
    segment INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    series INTEGER NOT NULL,
    count INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (segment, start_ms, series)
) STRICT, WITHOUT ROWID;

-- Roll-ups of GOOD readings: covered milliseconds, the integral of steps over them, lowest and
-- highest steps. start is in seconds. Two rows merge by adding, adding, min, max: exactly.
CREATE TABLE minute (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    integral INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    PRIMARY KEY (start, series, segment)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarter (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    integral INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    PRIMARY KEY (start, series)
) STRICT, WITHOUT ROWID;

-- The local day of the site: start is its first second in UTC.
CREATE TABLE day (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    integral INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    PRIMARY KEY (start, series)
) STRICT, WITHOUT ROWID;

-- Every quarter before rolled.until is merged, and every day that ends by it; what is newer is
-- to be taken from the minutes.
CREATE TABLE rolled (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    until INTEGER NOT NULL
) STRICT;
