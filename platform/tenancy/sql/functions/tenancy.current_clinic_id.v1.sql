-- The clinic in which the person acts; NULL where there is none, and where nobody acts: closed unless
-- opened. The worker is no person, and acts by its role alone.
-- Concurrency: STABLE; in a policy write (SELECT tenancy.current_clinic_id()), evaluated once a statement.
-- PL/pgSQL, since an SQL function would be inlined into every policy whenever a query is planned, which
-- takes longer than to call this once.
-- Raises: 22P02 when the setting holds no uuid.
-- Security: reads one setting. A setting reads '' once its transaction is over, hence NULLIF.
CREATE OR REPLACE FUNCTION tenancy.current_clinic_id()
RETURNS uuid
LANGUAGE plpgsql
STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN CASE
        WHEN NULLIF(current_setting('app.current_user_id', true), '') IS NOT NULL
            OR current_setting('role') = 'clinic_worker'
        THEN NULLIF(current_setting('app.current_clinic_id', true), '')::uuid
    END;
END
$$;

REVOKE ALL ON FUNCTION tenancy.current_clinic_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.current_clinic_id() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search, clinic_audit;

COMMENT ON FUNCTION tenancy.current_clinic_id() IS 'The clinic in which the person acts, or NULL.';
