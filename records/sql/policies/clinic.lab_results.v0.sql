DROP POLICY IF EXISTS same_clinic ON clinic.lab_results;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.lab_results;
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.lab_results;
DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.lab_results;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.lab_results;
DROP POLICY IF EXISTS members_read ON clinic.lab_results;
DROP POLICY IF EXISTS members_insert ON clinic.lab_results;
DROP POLICY IF EXISTS members_update ON clinic.lab_results;

ALTER TABLE clinic.lab_results NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.lab_results DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.lab_results FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
