-- Record a change: AFTER INSERT, UPDATE or DELETE of a row, AFTER TRUNCATE of a statement.
-- An update that changes nothing but updated_at leaves no entry, nor does one by which the owner writes in another
-- form what is never stored (app.rewriting): rotate_keys, whose keys are audited.
-- Concurrency: appends one row, and waits for nobody.
-- Raises: what the INSERT raises: a change that cannot be recorded does not happen.
-- Security: runs as clinic_audit, which alone may append. Who acts, and from where, are the columns' defaults.
-- audit.changes and audit.image are chosen by the type of the trigger's table; where they do not know its
-- columns, since those are others than when audit.watch last looked, the slower one for any table does.
CREATE OR REPLACE FUNCTION audit.audit_trigger_function()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_change audit.change;
BEGIN
    BEGIN
        -- The argument is the number of the next column, of which the functions know nothing yet.
        IF has_column_privilege(TG_RELID, TG_ARGV[0]::smallint, 'SELECT') IS NOT NULL THEN
            RAISE undefined_column;
        ELSIF TG_OP = 'UPDATE' THEN
            v_change := audit.changes(OLD, NEW);
        ELSIF TG_OP = 'INSERT' THEN
            v_change := audit.image(NEW);
        ELSIF TG_OP = 'DELETE' THEN
            v_change := audit.image(OLD);
            v_change.old_values := v_change.new_values;
            v_change.new_values := NULL;
        END IF;
    EXCEPTION WHEN undefined_column OR undefined_function OR datatype_mismatch THEN
        v_change := audit.changes(TG_RELID, to_jsonb(OLD), to_jsonb(NEW));
    END;
    IF TG_OP = 'UPDATE' AND v_change.changed_fields IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND v_change.old_values IS NULL AND v_change.new_values IS NULL
        AND current_setting('app.rewriting', true) = 'on'
    THEN
        -- Asked apart, since a condition that reads a table is a query of its own, for every row.
        IF pg_has_role(session_user, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
            RETURN NULL;
        END IF;
    END IF;

    INSERT INTO audit.audit_logs (
        clinic_id, table_schema, table_name, record_id, action, changed_fields, old_values, new_values
    )
    VALUES (
        v_change.clinic_id,
        TG_TABLE_SCHEMA,
        TG_TABLE_NAME,
        v_change.record_id,
        TG_OP,
        v_change.changed_fields,
        v_change.old_values,
        v_change.new_values
    );
    RETURN NULL;
END
$$;

ALTER FUNCTION audit.audit_trigger_function() OWNER TO clinic_audit;
REVOKE ALL ON FUNCTION audit.audit_trigger_function() FROM PUBLIC;

COMMENT ON FUNCTION audit.audit_trigger_function() IS
    'Trigger function: records a change in audit.audit_logs.';
