DROP POLICY IF EXISTS admins_rule ON clinic.webhook_sources;
DROP POLICY IF EXISTS superadmins_rule ON clinic.webhook_sources;
DROP POLICY IF EXISTS receivers_read ON clinic.webhook_sources;

ALTER TABLE clinic.webhook_sources NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_sources DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.webhook_sources FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
