-- How many seals there are, how many entries they hold, of how many entries the values were erased, and how many
-- are not sealed yet.
SELECT
    (SELECT count(*) FROM audit.seals),
    (SELECT coalesce(sum(cardinality(entry_ids)), 0) FROM audit.seals),
    sum(erased),
    sum(unsealed)
FROM audit.partitions()
