-- Urgent messages go first, with what waits of the same alarm; totals outlive the rows they count.

ALTER TABLE message ADD COLUMN alarm TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN denied_ms INTEGER; -- UTC since when its channel is denied

DROP INDEX message_waiting;
CREATE INDEX message_waiting ON message (channel, urgent DESC, number) WHERE state = 'waiting';

CREATE TABLE total (
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'refused')),
    count INTEGER NOT NULL,
    PRIMARY KEY (channel, state)
) WITHOUT ROWID;

INSERT INTO total
SELECT channel, state, count(*) FROM message WHERE state <> 'waiting' GROUP BY channel, state;
