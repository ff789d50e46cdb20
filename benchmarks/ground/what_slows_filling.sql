-- What checks and indexes each row that is written: how it is taken away, and brought back for a whole
-- table at once. Exclusion constraints stay away: they take longest, and nothing reads by them.
WITH filled AS (
    SELECT oid
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace IN ('clinic'::regnamespace, 'booking'::regnamespace)
)

SELECT
    format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS take_away,
    CASE contype
        WHEN 'f'
        THEN format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    END AS bring_back,
    2 AS place
FROM pg_constraint
WHERE conrelid IN (SELECT oid FROM filled) AND contype IN ('f', 'x')
UNION ALL
SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 1
FROM pg_index
WHERE indrelid IN (SELECT oid FROM filled)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
UNION ALL
SELECT
    format('ALTER TABLE %s DISABLE TRIGGER USER', oid::regclass),
    format('ALTER TABLE %s ENABLE TRIGGER USER', oid::regclass),
    3
FROM filled
