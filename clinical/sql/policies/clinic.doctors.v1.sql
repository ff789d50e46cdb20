-- Doctors. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.doctors FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.doctors TO clinic_patient, clinic_nurse, clinic_staff;
GRANT SELECT, UPDATE ON clinic.doctors TO clinic_doctor;
GRANT SELECT, INSERT, UPDATE ON clinic.doctors TO clinic_admin, clinic_superadmin;
