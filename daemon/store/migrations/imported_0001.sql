-- Readings of other loggers, imported from their files. Times are seconds, UTC. Values are integers
-- in steps of the series: value = steps * series.step. Written by `roomd history import` alone.

-- One file of one logger.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    dialect TEXT NOT NULL,
    encoding TEXT NOT NULL,
    date_order TEXT NOT NULL,
    timezone TEXT NOT NULL,
    logger TEXT NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    interval_s INTEGER NOT NULL,
    readings INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    UNIQUE (sha256, logger)
) STRICT;

-- A logger in a room is a series of its own for each quantity: import/ROOM/LOGGER.QUANTITY.
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL,
    step REAL NOT NULL,
    is_bit INTEGER NOT NULL,
    room TEXT NOT NULL,
    zone TEXT NOT NULL,
    quantity TEXT NOT NULL
) STRICT;

-- What the file says. A reading holds until the next one, at most one interval of its import.
CREATE TABLE reading (
    series INTEGER NOT NULL REFERENCES series,
    at INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    import INTEGER NOT NULL REFERENCES import,
    PRIMARY KEY (series, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX reading_import ON reading (import, series, at);

-- Roll-ups with the columns of history.db, so that the same queries read both files.
CREATE TABLE quarter (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    integral INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    PRIMARY KEY (start, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE day (
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    integral INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    PRIMARY KEY (start, series)
) STRICT, WITHOUT ROWID;
