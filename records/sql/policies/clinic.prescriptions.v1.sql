-- Prescriptions: nurses and staff dispense.
REVOKE ALL ON clinic.prescriptions FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

-- Patients do not see doctor_notes.
GRANT SELECT (
    created_at, updated_at, deleted_at, clinic_id, id, patient_id, doctor_id, medical_record_id,
    prescription_number, prescription_date, status, valid_until, is_e_prescription,
    e_prescription_sent_to, e_prescription_sent_at, e_prescription_token, qr_code_url, dispensed_by,
    dispensed_at, collection_method, pharmacy_notes, access_restricted
) ON clinic.prescriptions TO clinic_patient;
GRANT SELECT ON clinic.prescriptions TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.prescriptions TO clinic_doctor;
GRANT UPDATE (
    patient_id, doctor_id, medical_record_id, prescription_number, prescription_date, status,
    valid_until, is_e_prescription, e_prescription_sent_to, e_prescription_sent_at,
    e_prescription_token, qr_code_url, dispensed_by, dispensed_at, collection_method,
    pharmacy_notes, doctor_notes
) ON clinic.prescriptions TO clinic_doctor;

-- What dispensing writes.
GRANT UPDATE (
    status, dispensed_by, dispensed_at, collection_method, pharmacy_notes
) ON clinic.prescriptions TO clinic_nurse, clinic_staff;

ALTER TABLE clinic.prescriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.prescriptions FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.prescriptions;
CREATE POLICY same_clinic ON clinic.prescriptions
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.prescriptions;
CREATE POLICY deleted_is_hidden ON clinic.prescriptions
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

-- What hangs on a restricted record is for the treating doctor and the patient alone: this wins over
-- everything. The record's doctor sees it; that is looked up for restricted rows, and no others.
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.prescriptions;
CREATE POLICY restricted_to_the_treating_doctor ON clinic.prescriptions
AS RESTRICTIVE
FOR ALL
TO clinic_doctor
USING (
    NOT access_restricted
    OR EXISTS (
        SELECT
        FROM clinic.medical_records AS record
        WHERE record.clinic_id = prescriptions.clinic_id
            AND record.id = prescriptions.medical_record_id
            AND record.doctor_id = (SELECT clinic.current_doctor_id())
    )
);

DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.prescriptions;
CREATE POLICY restricted_to_nobody_else ON clinic.prescriptions
AS RESTRICTIVE
FOR ALL
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (NOT access_restricted);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.prescriptions;
CREATE POLICY patients_read_their_own ON clinic.prescriptions
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.prescriptions;
CREATE POLICY members_read ON clinic.prescriptions
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.prescriptions;
CREATE POLICY doctors_insert_their_own ON clinic.prescriptions
FOR INSERT
TO clinic_doctor
WITH CHECK (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.prescriptions;
CREATE POLICY doctors_update_their_own ON clinic.prescriptions
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_dispense ON clinic.prescriptions;
CREATE POLICY members_dispense ON clinic.prescriptions
FOR UPDATE
TO clinic_nurse, clinic_staff
USING (true);
