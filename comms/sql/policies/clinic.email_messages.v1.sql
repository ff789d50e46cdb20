-- E-mails. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.email_messages FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT, INSERT ON clinic.email_messages TO clinic_staff, clinic_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.email_messages TO clinic_superadmin;
GRANT SELECT, UPDATE ON clinic.email_messages TO clinic_worker;
