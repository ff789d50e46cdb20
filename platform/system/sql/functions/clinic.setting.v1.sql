-- Give a setting: the clinic's own value, or else the one that holds everywhere; NULL where neither is.
-- Concurrency: reads alone.
-- Raises: nothing.
-- Security: runs as the owner, since not everybody may read every setting; it gives no encrypted one,
-- and of clinics only the one acted in. Where nobody acts it gives nothing.
CREATE OR REPLACE FUNCTION clinic.setting(p_category text, p_key text)
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT setting.value
FROM clinic.system_settings AS setting
WHERE setting.category = p_category
    AND setting.key = p_key
    AND NOT setting.is_encrypted
    AND (setting.clinic_id = tenancy.current_clinic_id() OR setting.clinic_id IS NULL)
    AND (tenancy.current_user_id() IS NOT NULL OR current_setting('role') = 'clinic_worker')
ORDER BY setting.clinic_id NULLS LAST
LIMIT 1
$$;

REVOKE ALL ON FUNCTION clinic.setting(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.setting(text, text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

COMMENT ON FUNCTION clinic.setting(text, text) IS
    'The clinic''s value of a setting, or else the one that holds everywhere; never an encrypted one.';
