-- Medical records: staff see none; nobody deletes one.
REVOKE ALL ON clinic.medical_records FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.medical_records TO clinic_patient, clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin;
-- No policy lets staff see a row: clinic.patient_summary asks for these columns, and shows NULL.
GRANT SELECT (clinic_id, patient_id, deleted_at) ON clinic.medical_records TO clinic_staff;
GRANT INSERT ON clinic.medical_records TO clinic_doctor;
GRANT UPDATE (
    patient_id, doctor_id, appointment_id, record_number, record_date, temperature_celsius,
    blood_pressure_systolic, blood_pressure_diastolic, heart_rate_bpm, respiratory_rate_bpm,
    oxygen_saturation_percent, height_cm, weight_kg, chief_complaint,
    history_of_present_illness, review_of_systems, physical_examination, primary_diagnosis,
    primary_diagnosis_code, secondary_diagnoses, differential_diagnoses, treatment_plan,
    medications_prescribed, procedures_performed, follow_up_required, follow_up_date,
    follow_up_instructions, referral_required, referral_to, referral_reason, referral_letter_url,
    mc_required, mc_start_date, mc_end_date, mc_days, mc_number, attachments, is_sensitive,
    access_restricted
) ON clinic.medical_records TO clinic_doctor;

-- Nurses open a record, and take vital signs and the complaint.
GRANT INSERT (
    clinic_id, patient_id, doctor_id, appointment_id, record_number, record_date,
    temperature_celsius, blood_pressure_systolic, blood_pressure_diastolic, heart_rate_bpm,
    respiratory_rate_bpm, oxygen_saturation_percent, height_cm, weight_kg, chief_complaint
) ON clinic.medical_records TO clinic_nurse;
GRANT UPDATE (
    temperature_celsius, blood_pressure_systolic, blood_pressure_diastolic, heart_rate_bpm,
    respiratory_rate_bpm, oxygen_saturation_percent, height_cm, weight_kg, chief_complaint
) ON clinic.medical_records TO clinic_nurse;

ALTER TABLE clinic.medical_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.medical_records FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.medical_records;
CREATE POLICY same_clinic ON clinic.medical_records
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.medical_records;
CREATE POLICY deleted_is_hidden ON clinic.medical_records
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

-- A restricted record is for the treating doctor and the patient alone: this wins over everything.
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.medical_records;
CREATE POLICY restricted_to_the_treating_doctor ON clinic.medical_records
AS RESTRICTIVE
FOR ALL
TO clinic_doctor
USING (NOT access_restricted OR doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.medical_records;
CREATE POLICY restricted_to_nobody_else ON clinic.medical_records
AS RESTRICTIVE
FOR ALL
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (NOT access_restricted);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.medical_records;
CREATE POLICY patients_read_their_own ON clinic.medical_records
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.medical_records;
CREATE POLICY members_read ON clinic.medical_records
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.medical_records;
CREATE POLICY doctors_insert_their_own ON clinic.medical_records
FOR INSERT
TO clinic_doctor
WITH CHECK (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS nurses_insert ON clinic.medical_records;
CREATE POLICY nurses_insert ON clinic.medical_records
FOR INSERT
TO clinic_nurse
WITH CHECK (true);

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.medical_records;
CREATE POLICY doctors_update_their_own ON clinic.medical_records
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS nurses_update ON clinic.medical_records;
CREATE POLICY nurses_update ON clinic.medical_records
FOR UPDATE
TO clinic_nurse
USING (true);
