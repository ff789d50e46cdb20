-- Payments: nurses see none. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.payments FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.payments TO clinic_patient, clinic_doctor, clinic_superadmin;
GRANT SELECT, INSERT, UPDATE ON clinic.payments TO clinic_staff, clinic_admin;
GRANT SELECT, UPDATE ON clinic.payments TO clinic_worker;
