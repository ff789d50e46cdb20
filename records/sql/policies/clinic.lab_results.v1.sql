-- Laboratory results: a patient sees what a doctor has reviewed; staff see none.
REVOKE ALL ON clinic.lab_results FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.lab_results TO clinic_patient, clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.lab_results TO clinic_doctor;
GRANT UPDATE (reviewed_by, reviewed_at) ON clinic.lab_results TO clinic_doctor;
-- Nurses do not review: what is reviewed the patient sees.
GRANT INSERT (
    clinic_id, patient_id, doctor_id, medical_record_id, lab_name, lab_reference_number, test_date,
    report_date, test_category, tests_ordered, results, has_critical_values, critical_values,
    critical_values_acknowledged_by, critical_values_acknowledged_at, status, comments, report_url,
    attachments
) ON clinic.lab_results TO clinic_nurse;
GRANT UPDATE (
    patient_id, doctor_id, medical_record_id, lab_name, lab_reference_number, test_date,
    report_date, test_category, tests_ordered, results, has_critical_values, critical_values,
    critical_values_acknowledged_by, critical_values_acknowledged_at, status, comments, report_url,
    attachments
) ON clinic.lab_results TO clinic_doctor, clinic_nurse;

ALTER TABLE clinic.lab_results ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.lab_results FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.lab_results;
CREATE POLICY same_clinic ON clinic.lab_results
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.lab_results;
CREATE POLICY deleted_is_hidden ON clinic.lab_results
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

-- What hangs on a restricted record is for the treating doctor and the patient alone: this wins over
-- everything. The record's doctor sees it; that is looked up for restricted rows, and no others.
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.lab_results;
CREATE POLICY restricted_to_the_treating_doctor ON clinic.lab_results
AS RESTRICTIVE
FOR ALL
TO clinic_doctor
USING (
    NOT access_restricted
    OR EXISTS (
        SELECT
        FROM clinic.medical_records AS record
        WHERE record.clinic_id = lab_results.clinic_id
            AND record.id = lab_results.medical_record_id
            AND record.doctor_id = (SELECT clinic.current_doctor_id())
    )
);

DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.lab_results;
CREATE POLICY restricted_to_nobody_else ON clinic.lab_results
AS RESTRICTIVE
FOR ALL
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (NOT access_restricted);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.lab_results;
CREATE POLICY patients_read_their_own ON clinic.lab_results
FOR SELECT
TO clinic_patient
USING (
    patient_id = (SELECT clinic.current_patient_id())
    AND reviewed_at IS NOT NULL
);

DROP POLICY IF EXISTS members_read ON clinic.lab_results;
CREATE POLICY members_read ON clinic.lab_results
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.lab_results;
CREATE POLICY members_insert ON clinic.lab_results
FOR INSERT
TO clinic_doctor, clinic_nurse
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.lab_results;
CREATE POLICY members_update ON clinic.lab_results
FOR UPDATE
TO clinic_doctor, clinic_nurse
USING (true);
