-- Record that the person who acts has looked at a row, in the transaction of the look.
-- Concurrency: appends one row, and waits for nobody.
-- Raises: 42501 where nobody acts; 22023 for a table that is not audited.
-- Security: runs as clinic_audit, which alone may append. It believes the caller in what was looked at, and
-- takes who looked, and in which clinic, from the context.
CREATE OR REPLACE FUNCTION audit.record_access(p_table regclass, p_record_id uuid)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    IF tenancy.current_user_id() IS NULL THEN
        RAISE EXCEPTION 'nobody acts, so nobody has looked'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit.audit_logs (clinic_id, table_schema, table_name, record_id, action)
    SELECT
        tenancy.current_clinic_id(),
        decision.table_schema,
        decision.table_name,
        p_record_id::text,
        'SELECT'
    FROM pg_catalog.pg_class AS relation
    JOIN audit.decisions AS decision
        ON decision.table_schema = relation.relnamespace::regnamespace::text
        AND decision.table_name = relation.relname
    WHERE relation.oid = p_table AND decision.is_audited;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is not audited', p_table
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$;

ALTER FUNCTION audit.record_access(regclass, uuid) OWNER TO clinic_audit;
REVOKE ALL ON FUNCTION audit.record_access(regclass, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record_access(regclass, uuid) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION audit.record_access(regclass, uuid) IS
    'Records that the person who acts has looked at a row.';
