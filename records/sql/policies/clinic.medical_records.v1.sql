-- Medical records: staff see none. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.medical_records FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.medical_records TO clinic_patient, clinic_admin, clinic_superadmin;
GRANT SELECT, INSERT, UPDATE ON clinic.medical_records TO clinic_doctor, clinic_nurse;
