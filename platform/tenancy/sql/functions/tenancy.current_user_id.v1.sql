-- The person who acts; NULL where there is none.
-- Concurrency: STABLE; in a policy write (SELECT tenancy.current_user_id()), evaluated once a statement.
-- PL/pgSQL: see tenancy.current_clinic_id().
-- Raises: 22P02 when the setting holds no uuid.
-- Security: reads one setting. A setting reads '' once its transaction is over, hence NULLIF.
CREATE OR REPLACE FUNCTION tenancy.current_user_id()
RETURNS uuid
LANGUAGE plpgsql
STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN NULLIF(current_setting('app.current_user_id', true), '')::uuid;
END
$$;

REVOKE ALL ON FUNCTION tenancy.current_user_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.current_user_id() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search, clinic_audit;

COMMENT ON FUNCTION tenancy.current_user_id() IS 'The person who acts, or NULL.';
