DROP POLICY IF EXISTS same_clinic ON clinic.prescription_items;
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.prescription_items;
DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.prescription_items;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.prescription_items;
DROP POLICY IF EXISTS members_read ON clinic.prescription_items;
DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.prescription_items;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.prescription_items;
DROP POLICY IF EXISTS doctors_delete_their_own ON clinic.prescription_items;
DROP POLICY IF EXISTS members_dispense ON clinic.prescription_items;

ALTER TABLE clinic.prescription_items NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.prescription_items DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.prescription_items FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
