DROP POLICY IF EXISTS same_clinic ON clinic.payment_items;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.payment_items;
DROP POLICY IF EXISTS members_read ON clinic.payment_items;
DROP POLICY IF EXISTS members_insert ON clinic.payment_items;
DROP POLICY IF EXISTS members_update ON clinic.payment_items;
DROP POLICY IF EXISTS members_delete ON clinic.payment_items;

ALTER TABLE clinic.payment_items NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.payment_items DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.payment_items FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
