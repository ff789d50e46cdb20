-- Settings: everybody reads what is public, of their clinic and of the platform; admins keep their
-- clinic's, superadmins all.
REVOKE ALL ON clinic.system_settings FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.system_settings TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT, DELETE ON clinic.system_settings TO clinic_admin, clinic_superadmin;
GRANT UPDATE (
    category, key, value, description, is_encrypted, is_public, updated_by
) ON clinic.system_settings TO clinic_admin;

GRANT UPDATE (
    clinic_id, category, key, value, description, is_encrypted, is_public, updated_by
) ON clinic.system_settings TO clinic_superadmin;

-- What clinic.setting looks in.
GRANT SELECT (
    clinic_id, category, key, value, is_encrypted
) ON clinic.system_settings TO clinic_definer;

ALTER TABLE clinic.system_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.system_settings FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS members_read_what_is_public ON clinic.system_settings;
CREATE POLICY members_read_what_is_public ON clinic.system_settings
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin
USING (
    is_public
    AND NOT is_encrypted
    AND (SELECT tenancy.current_clinic_id()) IS NOT NULL
    AND (clinic_id = (SELECT tenancy.current_clinic_id()) OR clinic_id IS NULL)
);

DROP POLICY IF EXISTS admins_read ON clinic.system_settings;
CREATE POLICY admins_read ON clinic.system_settings
FOR SELECT
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS admins_insert ON clinic.system_settings;
CREATE POLICY admins_insert ON clinic.system_settings
FOR INSERT
TO clinic_admin
WITH CHECK (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS admins_update ON clinic.system_settings;
CREATE POLICY admins_update ON clinic.system_settings
FOR UPDATE
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS admins_delete ON clinic.system_settings;
CREATE POLICY admins_delete ON clinic.system_settings
FOR DELETE
TO clinic_admin
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS superadmins_rule ON clinic.system_settings;
CREATE POLICY superadmins_rule ON clinic.system_settings
FOR ALL
TO clinic_superadmin
USING ((SELECT tenancy.current_user_id()) IS NOT NULL);

DROP POLICY IF EXISTS functions_read_for_whoever_acts ON clinic.system_settings;
CREATE POLICY functions_read_for_whoever_acts ON clinic.system_settings
FOR SELECT
TO clinic_definer
USING (
    NOT is_encrypted
    AND ((SELECT tenancy.current_user_id()) IS NOT NULL OR current_setting('role') = 'clinic_worker')
    AND (clinic_id = (SELECT tenancy.current_clinic_id()) OR clinic_id IS NULL)
);
