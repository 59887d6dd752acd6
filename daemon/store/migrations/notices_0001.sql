-- What was said of each alarm, and the messages on their way to the channels.

CREATE TABLE told (
    key TEXT PRIMARY KEY,
    text TEXT NOT NULL -- JSON of daemon.control.alarms.escalation.Told
) WITHOUT ROWID;

CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    notice TEXT NOT NULL,
    channel TEXT NOT NULL,
    made_ms INTEGER NOT NULL, -- UTC
    body TEXT NOT NULL, -- JSON
    tries INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused')),
    error TEXT NOT NULL DEFAULT '',
    UNIQUE (notice, channel)
);

CREATE INDEX message_waiting ON message (channel, number) WHERE state = 'waiting';
