-- Say whether a feature is on for the person who acts: false for a flag that is off or not there. Of one
-- that is on: for a clinic or a user that it names, and for as many clinics as its percentage says.
-- The same clinics have it from one call to the next, and keep it while the percentage grows.
-- Concurrency: reads alone. PL/pgSQL: see clinic.setting.
-- Raises: nothing.
-- Security: runs as clinic_definer, since nobody but admins reads the lists of who has what. Its policy
-- gives it nothing where nobody acts, and so it says false.
CREATE OR REPLACE FUNCTION clinic.flag_enabled(p_name text)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN coalesce(
        (
            SELECT flag.is_enabled
                AND (
                    flag.rollout_percentage = 100
                    OR flag.enabled_for_clinics ? tenancy.current_clinic_id()::text
                    OR flag.enabled_for_users ? tenancy.current_user_id()::text
                    -- A digest of flag and clinic gives each clinic its place from 0 to 99, for each flag another.
                    OR abs(hashtextextended(flag.name || tenancy.current_clinic_id()::text, 0) % 100)
                        < flag.rollout_percentage
                )
            FROM clinic.feature_flags AS flag
            WHERE flag.name = p_name
        ),
        false
    );
END
$$;

ALTER FUNCTION clinic.flag_enabled(text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.flag_enabled(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.flag_enabled(text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

COMMENT ON FUNCTION clinic.flag_enabled(text) IS
    'Whether a feature is on for the person who acts, or for their clinic.';
