-- Doctors. A doctor changes what others read of them, and their own preferences.
REVOKE ALL ON clinic.doctors FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

-- Patients do not see signature_image_url.
GRANT SELECT (
    id, created_at, updated_at, deleted_at, clinic_id, user_id, employee_id, full_name,
    medical_registration_number, license_expiry, specializations, qualifications, languages_spoken,
    years_of_experience, consultation_fee, telemedicine_enabled, telemedicine_fee,
    consultation_duration_minutes, buffer_time_minutes, max_daily_appointments,
    advance_booking_days, working_hours, break_times, blocked_dates, auto_accept_appointments,
    notification_preferences, profile_photo_url, bio, total_consultations, average_rating,
    rating_count
) ON clinic.doctors TO clinic_patient;
GRANT SELECT ON clinic.doctors TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.doctors TO clinic_admin, clinic_superadmin;
GRANT UPDATE (
    specializations, qualifications, languages_spoken, signature_image_url,
    notification_preferences, profile_photo_url, bio
) ON clinic.doctors TO clinic_doctor;

-- Consultations are counted by the database. Which login is a treating doctor's superadmins alone change.
GRANT UPDATE (user_id) ON clinic.doctors TO clinic_superadmin;
GRANT UPDATE (
    employee_id, full_name, medical_registration_number, license_expiry, specializations,
    qualifications, languages_spoken, years_of_experience, consultation_fee, telemedicine_enabled,
    telemedicine_fee, consultation_duration_minutes, buffer_time_minutes, max_daily_appointments,
    advance_booking_days, working_hours, break_times, blocked_dates, auto_accept_appointments,
    signature_image_url, notification_preferences, profile_photo_url, bio, average_rating,
    rating_count
) ON clinic.doctors TO clinic_admin, clinic_superadmin;

-- What clinic.soft_delete and the booking functions need.
GRANT SELECT (
    id, clinic_id, user_id, deleted_at, license_expiry, consultation_duration_minutes,
    buffer_time_minutes, max_daily_appointments, advance_booking_days, working_hours, break_times,
    blocked_dates, auto_accept_appointments
), UPDATE (deleted_at) ON clinic.doctors TO clinic_definer;

ALTER TABLE clinic.doctors ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.doctors FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.doctors;
CREATE POLICY same_clinic ON clinic.doctors
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.doctors;
CREATE POLICY deleted_is_hidden ON clinic.doctors
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS members_read ON clinic.doctors;
CREATE POLICY members_read ON clinic.doctors
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_update_themselves ON clinic.doctors;
CREATE POLICY doctors_update_themselves ON clinic.doctors
FOR UPDATE
TO clinic_doctor
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS admins_insert ON clinic.doctors;
CREATE POLICY admins_insert ON clinic.doctors
FOR INSERT
TO clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS admins_update ON clinic.doctors;
CREATE POLICY admins_update ON clinic.doctors
FOR UPDATE
TO clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.doctors;
CREATE POLICY functions_stay_in_the_clinic ON clinic.doctors
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
