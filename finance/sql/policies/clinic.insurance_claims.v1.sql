-- Insurance claims: nurses see none. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.insurance_claims FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.insurance_claims TO clinic_patient, clinic_doctor, clinic_superadmin;
GRANT SELECT, INSERT, UPDATE ON clinic.insurance_claims TO clinic_staff, clinic_admin;
