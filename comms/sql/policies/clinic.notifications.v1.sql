-- Notifications. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.notifications FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT, UPDATE ON clinic.notifications TO clinic_patient, clinic_doctor, clinic_nurse;
GRANT SELECT, INSERT, UPDATE ON clinic.notifications TO clinic_staff, clinic_admin, clinic_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.notifications TO clinic_superadmin;
