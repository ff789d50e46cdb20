-- Settings. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.system_settings FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.system_settings TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.system_settings TO clinic_admin, clinic_superadmin;
