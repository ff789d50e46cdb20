-- Vaccinations: staff see none.
REVOKE ALL ON clinic.vaccination_records FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.vaccination_records TO clinic_patient, clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.vaccination_records TO clinic_doctor, clinic_nurse;
GRANT UPDATE (
    patient_id, administered_by, vaccine_name, vaccine_brand, vaccine_type, lot_number, expiry_date,
    dose_number, dose_amount, route_of_administration, injection_site, administered_date,
    next_dose_due_date, series_complete, side_effects_reported, side_effects_details,
    certificate_number, certificate_url
) ON clinic.vaccination_records TO clinic_doctor, clinic_nurse;

ALTER TABLE clinic.vaccination_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.vaccination_records FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.vaccination_records;
CREATE POLICY same_clinic ON clinic.vaccination_records
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.vaccination_records;
CREATE POLICY deleted_is_hidden ON clinic.vaccination_records
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.vaccination_records;
CREATE POLICY patients_read_their_own ON clinic.vaccination_records
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.vaccination_records;
CREATE POLICY members_read ON clinic.vaccination_records
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.vaccination_records;
CREATE POLICY members_insert ON clinic.vaccination_records
FOR INSERT
TO clinic_doctor, clinic_nurse
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.vaccination_records;
CREATE POLICY members_update ON clinic.vaccination_records
FOR UPDATE
TO clinic_doctor, clinic_nurse
USING (true);
