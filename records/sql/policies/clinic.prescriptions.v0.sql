DROP POLICY IF EXISTS same_clinic ON clinic.prescriptions;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.prescriptions;
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.prescriptions;
DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.prescriptions;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.prescriptions;
DROP POLICY IF EXISTS members_read ON clinic.prescriptions;
DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.prescriptions;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.prescriptions;
DROP POLICY IF EXISTS members_dispense ON clinic.prescriptions;

ALTER TABLE clinic.prescriptions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.prescriptions DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.prescriptions FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
