-- Telemedicine sessions: the worker writes what a provider reports.
REVOKE ALL ON clinic.telemedicine_sessions FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

-- Patients do not see doctor_notes.
GRANT SELECT (
    created_at, updated_at, deleted_at, clinic_id, id, appointment_id, patient_id, doctor_id,
    session_token, room_url, room_name, status, scheduled_start, scheduled_end, actual_start,
    actual_end, duration_minutes, patient_joined_at, patient_left_at, doctor_joined_at,
    doctor_left_at, connection_drops, patient_connection_quality, doctor_connection_quality,
    recording_enabled, recording_url, recording_duration_seconds, recording_size_mb, audio_issues,
    video_issues, technical_issues, patient_rating, patient_feedback
) ON clinic.telemedicine_sessions TO clinic_patient;
GRANT SELECT ON clinic.telemedicine_sessions TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.telemedicine_sessions TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    appointment_id, patient_id, doctor_id, session_token, room_url, room_name, status,
    scheduled_start, scheduled_end, actual_start, actual_end, duration_minutes, patient_joined_at,
    patient_left_at, doctor_joined_at, doctor_left_at, connection_drops, patient_connection_quality,
    recording_enabled, doctor_connection_quality, recording_url, audio_issues, patient_rating,
    video_issues, patient_feedback, doctor_notes, technical_issues, recording_duration_seconds,
    recording_size_mb
) ON clinic.telemedicine_sessions TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;

-- By the room the worker finds the session, and by who takes part whose comings and goings are reported.
GRANT SELECT (
    id, room_name, patient_id, doctor_id, scheduled_start, status, actual_start, actual_end, duration_minutes,
    patient_joined_at, patient_left_at, doctor_joined_at, doctor_left_at
) ON clinic.telemedicine_sessions TO clinic_worker;
GRANT UPDATE (
    status, actual_start, actual_end, duration_minutes, patient_joined_at, patient_left_at, doctor_joined_at,
    doctor_left_at
) ON clinic.telemedicine_sessions TO clinic_worker;

-- What clinic.soft_delete needs, and booking.book, which moves a session along with its appointment.
GRANT
    SELECT (id, clinic_id, appointment_id, status, deleted_at),
    UPDATE (appointment_id, doctor_id, scheduled_start, scheduled_end, deleted_at)
ON clinic.telemedicine_sessions TO clinic_definer;

ALTER TABLE clinic.telemedicine_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.telemedicine_sessions FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.telemedicine_sessions;
CREATE POLICY same_clinic ON clinic.telemedicine_sessions
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.telemedicine_sessions;
CREATE POLICY deleted_is_hidden ON clinic.telemedicine_sessions
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_worker
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.telemedicine_sessions;
CREATE POLICY patients_read_their_own ON clinic.telemedicine_sessions
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS doctors_read_their_own ON clinic.telemedicine_sessions;
CREATE POLICY doctors_read_their_own ON clinic.telemedicine_sessions
FOR SELECT
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_read ON clinic.telemedicine_sessions;
CREATE POLICY members_read ON clinic.telemedicine_sessions
FOR SELECT
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.telemedicine_sessions;
CREATE POLICY members_insert ON clinic.telemedicine_sessions
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.telemedicine_sessions;
CREATE POLICY doctors_update_their_own ON clinic.telemedicine_sessions
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_update ON clinic.telemedicine_sessions;
CREATE POLICY members_update ON clinic.telemedicine_sessions
FOR UPDATE
TO clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.telemedicine_sessions;
CREATE POLICY functions_stay_in_the_clinic ON clinic.telemedicine_sessions
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
