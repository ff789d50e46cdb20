-- Telemedicine sessions. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.telemedicine_sessions FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.telemedicine_sessions TO clinic_patient, clinic_nurse;
GRANT SELECT, UPDATE ON clinic.telemedicine_sessions TO clinic_doctor;
GRANT SELECT, INSERT, UPDATE ON clinic.telemedicine_sessions TO clinic_staff, clinic_admin, clinic_superadmin;
