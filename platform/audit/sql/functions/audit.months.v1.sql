-- List the tables in which entries lie: live partitions, whatever they are called, and months in the archive.
-- Concurrency: reads the catalogue.
-- Raises: nothing.
-- Security: for the owner alone. Names are quoted.
CREATE OR REPLACE FUNCTION audit.months()
RETURNS TABLE (name text, month date, is_live boolean)
LANGUAGE sql
STABLE
BEGIN ATOMIC
    SELECT
        format('%I.%I', relation.relnamespace::regnamespace, relation.relname),
        to_date(substring(relation.relname FROM '^audit_logs_(\d{4}_(?:0[1-9]|1[0-2]))$'), 'YYYY_MM'),
        relation.relispartition
    FROM pg_catalog.pg_class AS relation
    LEFT JOIN pg_partition_tree('audit.audit_logs') AS part ON part.relid = relation.oid
    WHERE part.isleaf
        OR relation.relkind = 'r'
        AND relation.relnamespace IN ('audit'::regnamespace, 'archive'::regnamespace)
        AND relation.relname ~ '^audit_logs_\d{4}_\d{2}$'
    ORDER BY relation.relname;
END;

REVOKE ALL ON FUNCTION audit.months() FROM PUBLIC;

COMMENT ON FUNCTION audit.months() IS 'The tables in which entries lie, live and retired.';
