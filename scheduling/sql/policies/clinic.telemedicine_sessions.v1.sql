-- Telemedicine sessions. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.telemedicine_sessions FROM PUBLIC;

GRANT SELECT ON clinic.telemedicine_sessions TO clinic_patient, clinic_nurse;
GRANT SELECT, UPDATE ON clinic.telemedicine_sessions TO clinic_doctor;
GRANT SELECT, INSERT, UPDATE ON clinic.telemedicine_sessions TO clinic_staff, clinic_admin, clinic_superadmin;
