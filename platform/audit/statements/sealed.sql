-- How many seals there are, how many entries they hold, and of how many entries the values were erased.
SELECT
    (SELECT count(*) FROM audit.seals),
    (SELECT coalesce(sum(cardinality(entry_ids)), 0) FROM audit.seals),
    (SELECT sum(erased) FROM audit.partitions())
