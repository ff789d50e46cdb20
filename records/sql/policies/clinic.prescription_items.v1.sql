-- Medicines of a prescription: patient and doctor are copied from it, kept by its key.
REVOKE ALL ON clinic.prescription_items FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.prescription_items TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT, DELETE ON clinic.prescription_items TO clinic_doctor;
GRANT UPDATE (
    prescription_id, medication_name, medication_code, generic_name, dosage, frequency, route,
    duration, quantity, unit, instructions, food_instructions, dispensed_quantity,
    remaining_quantity, unit_price, total_price, subsidy_amount, is_controlled_drug, is_antibiotic,
    requires_special_storage
) ON clinic.prescription_items TO clinic_doctor;

-- What dispensing writes.
GRANT UPDATE (
    dispensed_quantity, remaining_quantity
) ON clinic.prescription_items TO clinic_nurse, clinic_staff;

ALTER TABLE clinic.prescription_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.prescription_items FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.prescription_items;
CREATE POLICY same_clinic ON clinic.prescription_items
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What hangs on a restricted record is for the treating doctor and the patient alone: this wins over
-- everything. The record's doctor sees it; that is looked up for restricted rows, and no others.
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.prescription_items;
CREATE POLICY restricted_to_the_treating_doctor ON clinic.prescription_items
AS RESTRICTIVE
FOR ALL
TO clinic_doctor
USING (
    NOT access_restricted
    OR EXISTS (
        SELECT
        FROM clinic.prescriptions AS prescription
        JOIN clinic.medical_records AS record
            ON record.clinic_id = prescription.clinic_id AND record.id = prescription.medical_record_id
        WHERE prescription.clinic_id = prescription_items.clinic_id
            AND prescription.id = prescription_items.prescription_id
            AND record.doctor_id = (SELECT clinic.current_doctor_id())
    )
);

DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.prescription_items;
CREATE POLICY restricted_to_nobody_else ON clinic.prescription_items
AS RESTRICTIVE
FOR ALL
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (NOT access_restricted);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.prescription_items;
CREATE POLICY patients_read_their_own ON clinic.prescription_items
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.prescription_items;
CREATE POLICY members_read ON clinic.prescription_items
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.prescription_items;
CREATE POLICY doctors_insert_their_own ON clinic.prescription_items
FOR INSERT
TO clinic_doctor
WITH CHECK (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.prescription_items;
CREATE POLICY doctors_update_their_own ON clinic.prescription_items
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS doctors_delete_their_own ON clinic.prescription_items;
CREATE POLICY doctors_delete_their_own ON clinic.prescription_items
FOR DELETE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_dispense ON clinic.prescription_items;
CREATE POLICY members_dispense ON clinic.prescription_items
FOR UPDATE
TO clinic_nurse, clinic_staff
USING (true);
