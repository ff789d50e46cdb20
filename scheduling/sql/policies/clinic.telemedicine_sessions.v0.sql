DROP POLICY IF EXISTS same_clinic ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS doctors_read_their_own ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS members_read ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS members_insert ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.telemedicine_sessions;
DROP POLICY IF EXISTS members_update ON clinic.telemedicine_sessions;

ALTER TABLE clinic.telemedicine_sessions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.telemedicine_sessions DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.telemedicine_sessions FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
