-- Deliveries of webhooks. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.webhook_logs FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.webhook_logs TO clinic_admin, clinic_superadmin;
GRANT SELECT, INSERT, UPDATE ON clinic.webhook_logs TO clinic_worker;
