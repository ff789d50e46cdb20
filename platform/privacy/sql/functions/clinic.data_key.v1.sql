-- Give a data key by its number, wrapped as it is.
-- Concurrency: reads alone.
-- Raises: nothing; no row for a number that nobody has.
-- Security: runs as clinic_definer. It gives any clinic's key to whoever asks, before sign-in too, since without
-- the master key, which the database never sees, it is noise.
CREATE OR REPLACE FUNCTION clinic.data_key(p_id integer)
RETURNS TABLE (id integer, clinic_id uuid, purpose varchar, wrapped_key varchar)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT key.id, key.clinic_id, key.purpose, key.wrapped_key
FROM clinic.data_keys AS key
WHERE key.id = p_id
$$;

ALTER FUNCTION clinic.data_key(integer) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.data_key(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.data_key(integer) TO
    clinic_app, clinic_worker_app, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin,
    clinic_superadmin, clinic_worker;

COMMENT ON FUNCTION clinic.data_key(integer) IS 'A data key by its number, wrapped.';
