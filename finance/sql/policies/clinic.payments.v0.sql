DROP POLICY IF EXISTS same_clinic ON clinic.payments;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.payments;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.payments;
DROP POLICY IF EXISTS members_read ON clinic.payments;
DROP POLICY IF EXISTS members_insert ON clinic.payments;
DROP POLICY IF EXISTS members_update ON clinic.payments;

ALTER TABLE clinic.payments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.payments DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.payments FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
