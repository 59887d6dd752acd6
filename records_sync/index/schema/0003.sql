-- When a source was looked at last and answered (unix seconds), whatever it had to tell: as_of of a
-- folder is as old as its newest file.
CREATE TABLE looked (
    source INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

INSERT INTO looked SELECT number, as_of FROM source WHERE as_of IS NOT NULL;

-- Of a snapshot on its way: rows that may speak of any record, since what each is known by is lost.
ALTER TABLE source ADD COLUMN snapshot_unread INTEGER NOT NULL DEFAULT 0;
