DROP POLICY IF EXISTS same_clinic ON clinic.imaging_results;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.imaging_results;
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.imaging_results;
DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.imaging_results;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.imaging_results;
DROP POLICY IF EXISTS members_read ON clinic.imaging_results;
DROP POLICY IF EXISTS members_insert ON clinic.imaging_results;
DROP POLICY IF EXISTS members_update ON clinic.imaging_results;

ALTER TABLE clinic.imaging_results NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.imaging_results DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.imaging_results FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
