-- Audited tables whose changes leave no entry, since a trigger is off, or gone.
SELECT format('%I.%I', table_schema, table_name), 'its changes are not recorded'
FROM audit.decisions
WHERE is_audited
    AND (
        SELECT count(*) < 2
        FROM pg_catalog.pg_trigger
        WHERE tgrelid = to_regclass(format('%I.%I', table_schema, table_name))
            AND tgenabled IN ('O', 'A')
            AND tgname IN ('audit_row', 'audit_truncate')
            AND tgfoid = 'audit.audit_trigger_function()'::regprocedure
    )
ORDER BY table_name
