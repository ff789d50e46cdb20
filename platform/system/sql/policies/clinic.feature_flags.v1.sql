-- Feature flags: targeting lists are for admins. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.feature_flags FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.feature_flags TO clinic_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.feature_flags TO clinic_superadmin;
