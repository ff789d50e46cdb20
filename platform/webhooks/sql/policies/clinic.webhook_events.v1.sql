-- Events that others sent. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.webhook_events FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.webhook_events TO clinic_admin, clinic_superadmin;
GRANT SELECT, UPDATE ON clinic.webhook_events TO clinic_worker;
