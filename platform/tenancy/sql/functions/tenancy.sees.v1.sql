-- Whether who asks sees any rows of a table at all: whether row security leaves them alone, or some policy lets
-- rows through to them. A role with a grant and no policy sees none, and is told so rather than zero.
-- Concurrency: STABLE; in a view write (SELECT tenancy.sees('clinic.payments')), evaluated once a statement.
-- Raises: 42P01 for a table that is not there.
-- Security: reads the catalogue, as anybody may.
CREATE OR REPLACE FUNCTION tenancy.sees(p_table regclass)
RETURNS boolean
LANGUAGE plpgsql
STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN NOT row_security_active(p_table)
        OR EXISTS (
            SELECT
            FROM pg_catalog.pg_policy
            WHERE polrelid = p_table
                AND polpermissive
                AND polcmd IN ('r', '*')
                AND polroles && ARRAY[0, current_user::regrole]::oid[]
        );
END
$$;

REVOKE ALL ON FUNCTION tenancy.sees(regclass) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.sees(regclass) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_app;

COMMENT ON FUNCTION tenancy.sees(regclass) IS
    'Whether who asks sees any rows of a table, by its policies.';
