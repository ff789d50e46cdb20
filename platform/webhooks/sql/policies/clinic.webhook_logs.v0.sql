DROP POLICY IF EXISTS same_clinic ON clinic.webhook_logs;
DROP POLICY IF EXISTS members_read ON clinic.webhook_logs;
DROP POLICY IF EXISTS workers_insert ON clinic.webhook_logs;
DROP POLICY IF EXISTS workers_update ON clinic.webhook_logs;

ALTER TABLE clinic.webhook_logs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.webhook_logs DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.webhook_logs FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
