DROP POLICY IF EXISTS admins_rule ON clinic.webhook_secrets;
DROP POLICY IF EXISTS superadmins_rule ON clinic.webhook_secrets;
DROP POLICY IF EXISTS receivers_read ON clinic.webhook_secrets;

ALTER TABLE clinic.webhook_secrets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_secrets DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.webhook_secrets FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
