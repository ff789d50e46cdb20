DROP POLICY IF EXISTS same_clinic ON clinic.vaccination_records;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.vaccination_records;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.vaccination_records;
DROP POLICY IF EXISTS members_read ON clinic.vaccination_records;
DROP POLICY IF EXISTS members_insert ON clinic.vaccination_records;
DROP POLICY IF EXISTS members_update ON clinic.vaccination_records;

ALTER TABLE clinic.vaccination_records NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.vaccination_records DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.vaccination_records FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
