-- Appointments.
REVOKE ALL ON clinic.appointments FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

-- Patients do not see internal_notes.
GRANT SELECT (
    created_at, updated_at, deleted_at, clinic_id, starts_at, duration_minutes, timezone, id,
    patient_id, doctor_id, appointment_number, ends_at, appointment_date, appointment_time,
    may_overlap, overlap_reason, appointment_type, visit_reason, status, queue_number, queue_status,
    checked_in_at, called_at, consultation_start_at, consultation_end_at, is_telemedicine, telemedicine_link,
    telemedicine_session_id, consultation_fee, additional_charges, chas_applicable,
    chas_subsidy_amount, total_amount, pre_consultation_notes, post_consultation_notes,
    reminder_sent_at, reminder_channels, source, booked_by, cancelled_by, cancellation_reason,
    rescheduled_from, no_show_marked_at
) ON clinic.appointments TO clinic_patient;
GRANT SELECT ON clinic.appointments TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.appointments TO clinic_staff, clinic_admin, clinic_superadmin;
GRANT UPDATE (
    patient_id, doctor_id, duration_minutes, may_overlap, overlap_reason, appointment_type, visit_reason,
    status, queue_number, queue_status, checked_in_at, called_at, consultation_start_at,
    consultation_end_at, is_telemedicine, telemedicine_link, telemedicine_session_id,
    consultation_fee, additional_charges, chas_applicable, chas_subsidy_amount, total_amount,
    pre_consultation_notes, post_consultation_notes, internal_notes, reminder_sent_at,
    reminder_channels, source, booked_by, cancelled_by, cancellation_reason, rescheduled_from,
    no_show_marked_at, starts_at
) ON clinic.appointments TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

-- What clinic.soft_delete and the booking functions need.
GRANT SELECT, INSERT ON clinic.appointments TO clinic_definer;
GRANT UPDATE (
    doctor_id, may_overlap, overlap_reason, status, queue_number, queue_status, checked_in_at, called_at,
    cancellation_reason, deleted_at
) ON clinic.appointments TO clinic_definer;

ALTER TABLE clinic.appointments ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointments FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.appointments;
CREATE POLICY same_clinic ON clinic.appointments
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.appointments;
CREATE POLICY deleted_is_hidden ON clinic.appointments
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.appointments;
CREATE POLICY patients_read_their_own ON clinic.appointments
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.appointments;
CREATE POLICY members_read ON clinic.appointments
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.appointments;
CREATE POLICY members_insert ON clinic.appointments
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.appointments;
CREATE POLICY doctors_update_their_own ON clinic.appointments
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_update ON clinic.appointments;
CREATE POLICY members_update ON clinic.appointments
FOR UPDATE
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointments;
CREATE POLICY functions_stay_in_the_clinic ON clinic.appointments
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
