DROP POLICY IF EXISTS members_read_what_is_public ON clinic.system_settings;
DROP POLICY IF EXISTS admins_read ON clinic.system_settings;
DROP POLICY IF EXISTS admins_insert ON clinic.system_settings;
DROP POLICY IF EXISTS admins_update ON clinic.system_settings;
DROP POLICY IF EXISTS admins_delete ON clinic.system_settings;
DROP POLICY IF EXISTS superadmins_rule ON clinic.system_settings;

ALTER TABLE clinic.system_settings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.system_settings DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.system_settings FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
