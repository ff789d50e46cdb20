-- Lines of a bill: the patient is copied from it, kept by its key. Nurses see none.
REVOKE ALL ON clinic.payment_items FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.payment_items TO clinic_patient, clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT, DELETE ON clinic.payment_items TO clinic_staff, clinic_admin;
GRANT UPDATE (
    payment_id, item_type, item_description, quantity, unit_price, discount_percent,
    discount_amount, total_price
) ON clinic.payment_items TO clinic_staff, clinic_admin;

ALTER TABLE clinic.payment_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.payment_items FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.payment_items;
CREATE POLICY same_clinic ON clinic.payment_items
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS patients_read_their_own ON clinic.payment_items;
CREATE POLICY patients_read_their_own ON clinic.payment_items
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.payment_items;
CREATE POLICY members_read ON clinic.payment_items
FOR SELECT
TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.payment_items;
CREATE POLICY members_insert ON clinic.payment_items
FOR INSERT
TO clinic_staff, clinic_admin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.payment_items;
CREATE POLICY members_update ON clinic.payment_items
FOR UPDATE
TO clinic_staff, clinic_admin
USING (true);

DROP POLICY IF EXISTS members_delete ON clinic.payment_items;
CREATE POLICY members_delete ON clinic.payment_items
FOR DELETE
TO clinic_staff, clinic_admin
USING (true);
