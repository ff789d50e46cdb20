-- Patients. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.patients FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT, UPDATE ON clinic.patients TO clinic_patient, clinic_doctor;
GRANT SELECT, INSERT, UPDATE ON clinic.patients TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
