-- Feature flags: targeting lists are for admins to read and superadmins to write.
REVOKE ALL ON clinic.feature_flags FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.feature_flags TO clinic_admin, clinic_superadmin;
GRANT INSERT, DELETE ON clinic.feature_flags TO clinic_superadmin;
GRANT UPDATE (
    name, description, is_enabled, rollout_percentage, enabled_for_clinics, enabled_for_users,
    configuration
) ON clinic.feature_flags TO clinic_superadmin;

-- What clinic.flag_enabled looks in.
GRANT SELECT (
    name, is_enabled, rollout_percentage, enabled_for_clinics, enabled_for_users
) ON clinic.feature_flags TO clinic_definer;

ALTER TABLE clinic.feature_flags ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.feature_flags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS admins_read ON clinic.feature_flags;
CREATE POLICY admins_read ON clinic.feature_flags
FOR SELECT
TO clinic_admin
USING ((SELECT tenancy.current_clinic_id()) IS NOT NULL);

DROP POLICY IF EXISTS superadmins_rule ON clinic.feature_flags;
CREATE POLICY superadmins_rule ON clinic.feature_flags
FOR ALL
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

DROP POLICY IF EXISTS functions_read_for_whoever_acts ON clinic.feature_flags;
CREATE POLICY functions_read_for_whoever_acts ON clinic.feature_flags
FOR SELECT
TO clinic_definer
USING ((SELECT tenancy.current_user_id()) IS NOT NULL OR current_setting('role') = 'clinic_worker');
