-- Record that the person who acts has had an encrypted value shown, and why, in the transaction of the look.
-- Concurrency: appends one row, and waits for nobody.
-- Raises: 42501 where nobody acts; 22023 for a table that is not audited; 23514 without a reason.
-- Security: as audit.record_access. The entry has the column's name and the reason, and no value.
CREATE OR REPLACE FUNCTION audit.record_reveal(p_table regclass, p_record_id uuid, p_column text, p_reason text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    IF tenancy.current_user_id() IS NULL THEN
        RAISE EXCEPTION 'nobody acts, so nothing is shown'
            USING ERRCODE = 'insufficient_privilege';
    ELSIF coalesce(p_reason, '') !~ '\S' THEN
        RAISE EXCEPTION 'who has a value shown says why'
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO audit.audit_logs (
        clinic_id, table_schema, table_name, record_id, action, changed_fields, new_values
    )
    SELECT
        tenancy.current_clinic_id(),
        decision.table_schema,
        decision.table_name,
        p_record_id::text,
        'SELECT',
        to_jsonb(ARRAY[p_column]),
        jsonb_build_object('reason', p_reason)
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

ALTER FUNCTION audit.record_reveal(regclass, uuid, text, text) OWNER TO clinic_audit;
REVOKE ALL ON FUNCTION audit.record_reveal(regclass, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record_reveal(regclass, uuid, text, text) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION audit.record_reveal(regclass, uuid, text, text) IS
    'Records that the person who acts has had an encrypted value shown, and why.';
