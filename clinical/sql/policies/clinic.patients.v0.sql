DROP POLICY IF EXISTS same_clinic ON clinic.patients;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.patients;
DROP POLICY IF EXISTS patients_read_themselves ON clinic.patients;
DROP POLICY IF EXISTS patients_update_themselves ON clinic.patients;
DROP POLICY IF EXISTS members_read ON clinic.patients;
DROP POLICY IF EXISTS members_insert ON clinic.patients;
DROP POLICY IF EXISTS members_update ON clinic.patients;

ALTER TABLE clinic.patients NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.patients DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.patients FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
