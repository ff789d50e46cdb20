DROP POLICY IF EXISTS same_clinic ON clinic.integration_webhooks;
DROP POLICY IF EXISTS members_read ON clinic.integration_webhooks;
DROP POLICY IF EXISTS admins_insert ON clinic.integration_webhooks;
DROP POLICY IF EXISTS members_update ON clinic.integration_webhooks;
DROP POLICY IF EXISTS admins_delete ON clinic.integration_webhooks;

ALTER TABLE clinic.integration_webhooks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.integration_webhooks DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.integration_webhooks FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
