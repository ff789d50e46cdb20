-- Give the data key with which a clinic's contents, or blind indexes, are sealed; without a clinic the platform's.
-- Concurrency: reads alone.
-- Raises: nothing; no row where none was made yet.
-- Security: as clinic.data_key.
CREATE OR REPLACE FUNCTION clinic.data_key_in_use(p_clinic_id uuid, p_purpose text)
RETURNS TABLE (id integer, clinic_id uuid, purpose varchar, wrapped_key varchar)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT key.id, key.clinic_id, key.purpose, key.wrapped_key
FROM clinic.data_keys AS key
WHERE key.clinic_id IS NOT DISTINCT FROM p_clinic_id
    AND key.purpose = p_purpose
    AND key.replaced_at IS NULL
$$;

ALTER FUNCTION clinic.data_key_in_use(uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.data_key_in_use(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.data_key_in_use(uuid, text) TO
    clinic_app, clinic_worker_app, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin,
    clinic_superadmin, clinic_worker;

COMMENT ON FUNCTION clinic.data_key_in_use(uuid, text) IS 'The data key to seal with, wrapped.';
