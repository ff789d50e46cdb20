DROP POLICY IF EXISTS same_clinic ON clinic.insurance_claims;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.insurance_claims;
DROP POLICY IF EXISTS patients_read_their_own ON clinic.insurance_claims;
DROP POLICY IF EXISTS members_read ON clinic.insurance_claims;
DROP POLICY IF EXISTS members_insert ON clinic.insurance_claims;
DROP POLICY IF EXISTS members_update ON clinic.insurance_claims;

ALTER TABLE clinic.insurance_claims NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.insurance_claims DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.insurance_claims FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
