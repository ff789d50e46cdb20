-- Appointments. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.appointments FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.appointments TO clinic_patient;
GRANT SELECT, UPDATE ON clinic.appointments TO clinic_doctor, clinic_nurse;
GRANT SELECT, INSERT, UPDATE ON clinic.appointments TO clinic_staff, clinic_admin, clinic_superadmin;
