DROP POLICY IF EXISTS same_clinic ON clinic.medical_records;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.medical_records;
DROP POLICY IF EXISTS restricted_to_the_treating_doctor ON clinic.medical_records;
DROP POLICY IF EXISTS restricted_to_nobody_else ON clinic.medical_records;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.medical_records;
DROP POLICY IF EXISTS members_read ON clinic.medical_records;
DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.medical_records;
DROP POLICY IF EXISTS nurses_insert ON clinic.medical_records;
DROP POLICY IF EXISTS doctors_update_their_own ON clinic.medical_records;
DROP POLICY IF EXISTS nurses_update ON clinic.medical_records;

ALTER TABLE clinic.medical_records NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.medical_records DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.medical_records FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
