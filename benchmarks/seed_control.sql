-- The clinics' tables, and the audit log, without triggers, keys and checks: `indexed` with the indexes that are no keys, as
-- production has them too, `bare` without any.
DO $$
DECLARE
    v_table record;
    v_drop text;
BEGIN
    CREATE SCHEMA indexed;
    CREATE SCHEMA bare;
    FOR v_table IN
        SELECT oid::regclass AS name, relname
        FROM pg_class
        WHERE relkind = 'r' AND relnamespace IN ('clinic'::regnamespace, 'booking'::regnamespace)
            OR relkind = 'p' AND relnamespace = 'audit'::regnamespace
    LOOP
        EXECUTE format(
            'CREATE TABLE indexed.%I (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING INDEXES)',
            v_table.relname, v_table.name
        );
        EXECUTE format(
            'CREATE TABLE bare.%I (LIKE %s INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE)',
            v_table.relname, v_table.name
        );
    END LOOP;
    FOR v_drop IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint
        WHERE connamespace = 'indexed'::regnamespace AND contype IN ('p', 'u', 'x')
        UNION ALL
        SELECT format('DROP INDEX %s', indexrelid::regclass)
        FROM pg_index
        JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = 'indexed'::regnamespace
            AND indisunique
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    LOOP
        EXECUTE v_drop;
    END LOOP;
END
$$;
