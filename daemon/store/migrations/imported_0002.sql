-- The place belongs to the series: import/ROOM/ZONE/LOGGER.QUANTITY. Until now a later import moved
-- the earlier readings of its logger along; each goes back to the place that its own import names.
-- The roll-ups are built anew after this step, in the same transaction.

INSERT INTO series (tag, unit, step, is_bit, room, zone, quantity)
SELECT DISTINCT
    'import/' || one.room || '/' || one.zone || '/' || one.logger || '.' || old.quantity,
    old.unit, old.step, old.is_bit, one.room, one.zone, old.quantity
FROM (SELECT DISTINCT series, import FROM reading) AS known
JOIN import AS one ON one.id = known.import
JOIN series AS old ON old.id = known.series;

UPDATE reading SET series = (
    SELECT new.id
    FROM import AS one
    JOIN series AS old ON old.id = reading.series
    JOIN series AS new
        ON new.tag = 'import/' || one.room || '/' || one.zone || '/' || one.logger || '.'
            || old.quantity
    WHERE one.id = reading.import
);

DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM reading);
DELETE FROM quarter;
DELETE FROM day;
