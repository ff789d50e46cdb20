-- The request that is being answered; NULL where there is none.
-- Concurrency: STABLE; in a policy write (SELECT tenancy.current_request_id()), evaluated once a statement.
-- Raises: nothing.
-- Security: reads one setting. A setting reads '' once its transaction is over, hence NULLIF.
CREATE OR REPLACE FUNCTION tenancy.current_request_id()
RETURNS text
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.current_request_id', true), '');

REVOKE ALL ON FUNCTION tenancy.current_request_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.current_request_id() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search, clinic_audit;

COMMENT ON FUNCTION tenancy.current_request_id() IS 'The request that is being answered, or NULL.';
