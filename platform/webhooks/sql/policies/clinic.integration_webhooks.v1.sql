-- Outgoing webhooks. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.integration_webhooks FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.integration_webhooks TO clinic_admin, clinic_superadmin;
GRANT SELECT, UPDATE ON clinic.integration_webhooks TO clinic_worker;
