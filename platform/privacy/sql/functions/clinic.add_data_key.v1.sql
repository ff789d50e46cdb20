-- Keep the first data key of a clinic, or of the platform, and give the one that is in use then.
-- Concurrency: of two calls at once the second waits, and gets the key of the first. No row where that one's is
-- not to be seen yet: in a transaction that is repeatable read, or where it was made and replaced meanwhile.
-- Raises: 23503 for a clinic that is not there; 23514 for what is no wrapped key.
-- Security: runs as clinic_definer. Whoever calls it can give a clinic that has no key yet one that nobody can
-- open, and no more: a key in use is not touched. The first key may be needed before anybody is signed in.
CREATE OR REPLACE FUNCTION clinic.add_data_key(p_clinic_id uuid, p_purpose text, p_wrapped_key text)
RETURNS TABLE (id integer, clinic_id uuid, purpose varchar, wrapped_key varchar)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO clinic.data_keys (clinic_id, purpose, wrapped_key)
    VALUES (p_clinic_id, p_purpose, p_wrapped_key)
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT * FROM clinic.data_key_in_use(p_clinic_id, p_purpose);
END
$$;

ALTER FUNCTION clinic.add_data_key(uuid, text, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.add_data_key(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.add_data_key(uuid, text, text) TO
    clinic_app, clinic_worker_app, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin,
    clinic_superadmin, clinic_worker;

COMMENT ON FUNCTION clinic.add_data_key(uuid, text, text) IS
    'Keeps the first data key of a clinic, or of the platform.';
