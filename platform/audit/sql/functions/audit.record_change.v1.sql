-- Record what a function has changed in a row of a table that is not audited otherwise, in the transaction of
-- the change: of a queue, say, in which a person has put something right.
-- Concurrency: appends one row, and waits for nobody.
-- Raises: nothing.
-- Security: runs as clinic_audit, which alone may append; for clinic_definer alone, whose functions say
-- themselves who may. Who acts, and from where, are the columns' defaults.
CREATE OR REPLACE FUNCTION audit.record_change(
    p_table regclass,
    p_record_id uuid,
    p_clinic_id uuid,
    p_old_values jsonb,
    p_new_values jsonb
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    INSERT INTO audit.audit_logs (
        clinic_id, table_schema, table_name, record_id, action, changed_fields, old_values, new_values
    )
    SELECT
        p_clinic_id,
        relation.relnamespace::regnamespace::text,
        relation.relname,
        p_record_id::text,
        'UPDATE',
        (SELECT jsonb_agg(field) FROM jsonb_object_keys(p_new_values) AS field),
        p_old_values,
        p_new_values
    FROM pg_catalog.pg_class AS relation
    WHERE relation.oid = p_table;
END
$$;

ALTER FUNCTION audit.record_change(regclass, uuid, uuid, jsonb, jsonb) OWNER TO clinic_audit;
REVOKE ALL ON FUNCTION audit.record_change(regclass, uuid, uuid, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record_change(regclass, uuid, uuid, jsonb, jsonb) TO clinic_definer;

COMMENT ON FUNCTION audit.record_change(regclass, uuid, uuid, jsonb, jsonb) IS
    'Records what a function has changed in a row that is not audited otherwise.';
