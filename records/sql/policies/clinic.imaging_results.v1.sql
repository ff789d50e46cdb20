-- Imaging results: a patient sees what a doctor has reviewed; staff see none.
REVOKE ALL ON clinic.imaging_results FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.imaging_results TO clinic_patient, clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.imaging_results TO clinic_doctor;
GRANT UPDATE (reviewed_by, reviewed_at) ON clinic.imaging_results TO clinic_doctor;
-- Nurses do not review: what is reviewed the patient sees.
GRANT INSERT (
    clinic_id, patient_id, doctor_id, medical_record_id, imaging_type, body_part, imaging_date,
    imaging_center, reference_number, findings, impression, recommendations, radiologist_name,
    radiologist_comments, report_date, status, images_url, report_url
) ON clinic.imaging_results TO clinic_nurse;
GRANT UPDATE (
    patient_id, doctor_id, medical_record_id, imaging_type, body_part, imaging_date, imaging_center,
    reference_number, findings, impression, recommendations, radiologist_name, radiologist_comments,
    report_date, status, images_url, report_url
) ON clinic.imaging_results TO clinic_doctor, clinic_nurse;

ALTER TABLE clinic.imaging_results ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.imaging_results FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.imaging_results;
CREATE POLICY same_clinic ON clinic.imaging_results
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.imaging_results;
CREATE POLICY deleted_is_hidden ON clinic.imaging_results
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

-- What hangs on a restricted record is for the treating doctor and the patient alone: this wins over
-- everything. The record's doctor sees it; that is looked up for restricted rows, and no others.
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.imaging_results;
CREATE POLICY restricted_to_the_treating_doctor ON clinic.imaging_results
AS RESTRICTIVE
FOR ALL
TO clinic_doctor
USING (
    NOT access_restricted
    OR EXISTS (
        SELECT
        FROM clinic.medical_records AS record
        WHERE record.clinic_id = imaging_results.clinic_id
            AND record.id = imaging_results.medical_record_id
            AND record.doctor_id = (SELECT clinic.current_doctor_id())
    )
);

DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.imaging_results;
CREATE POLICY restricted_to_nobody_else ON clinic.imaging_results
AS RESTRICTIVE
FOR ALL
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (NOT access_restricted);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.imaging_results;
CREATE POLICY patients_read_their_own ON clinic.imaging_results
FOR SELECT
TO clinic_patient
USING (
    patient_id = (SELECT clinic.current_patient_id())
    AND reviewed_at IS NOT NULL
);

DROP POLICY IF EXISTS members_read ON clinic.imaging_results;
CREATE POLICY members_read ON clinic.imaging_results
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.imaging_results;
CREATE POLICY members_insert ON clinic.imaging_results
FOR INSERT
TO clinic_doctor, clinic_nurse
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.imaging_results;
CREATE POLICY members_update ON clinic.imaging_results
FOR UPDATE
TO clinic_doctor, clinic_nurse
USING (true);
