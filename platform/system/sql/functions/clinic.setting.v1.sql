-- Give a setting: the clinic's own value, or else the one that holds everywhere; NULL where neither is. A value that is
-- not of the setting's kind counts for none, wherever it came from: whoever reads a number gets one.
-- Concurrency: reads alone. PL/pgSQL keeps the plan of its query, which an SQL function would make anew for
-- each statement.
-- Raises: nothing.
-- Security: runs as clinic_definer, whose policy gives it no encrypted setting, of clinics only the one
-- acted in, and nothing where nobody acts.
CREATE OR REPLACE FUNCTION clinic.setting(p_category text, p_key text)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN (
        SELECT setting.value
        FROM clinic.system_settings AS setting
        WHERE setting.category = p_category
            AND setting.key = p_key
            AND clinic.setting_fault(p_category, p_key, setting.value) IS NULL
        ORDER BY setting.clinic_id NULLS LAST
        LIMIT 1
    );
END
$$;

ALTER FUNCTION clinic.setting(text, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.setting(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.setting(text, text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

COMMENT ON FUNCTION clinic.setting(text, text) IS
    'The clinic''s value of a setting, or else the one that holds everywhere; never an encrypted one.';
