-- Insurance claims: nurses see none.
REVOKE ALL ON clinic.insurance_claims FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.insurance_claims TO clinic_patient, clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.insurance_claims TO clinic_staff, clinic_admin;
GRANT UPDATE (
    patient_id, payment_id, claim_number, insurance_provider, policy_number, claim_type,
    claimed_amount, approved_amount, rejected_amount, copayment_amount, status, submitted_at,
    approved_at, rejected_at, rejection_reason, documents
) ON clinic.insurance_claims TO clinic_staff, clinic_admin;

ALTER TABLE clinic.insurance_claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.insurance_claims FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.insurance_claims;
CREATE POLICY same_clinic ON clinic.insurance_claims
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.insurance_claims;
CREATE POLICY deleted_is_hidden ON clinic.insurance_claims
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.insurance_claims;
CREATE POLICY patients_read_their_own ON clinic.insurance_claims
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.insurance_claims;
CREATE POLICY members_read ON clinic.insurance_claims
FOR SELECT
TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.insurance_claims;
CREATE POLICY members_insert ON clinic.insurance_claims
FOR INSERT
TO clinic_staff, clinic_admin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.insurance_claims;
CREATE POLICY members_update ON clinic.insurance_claims
FOR UPDATE
TO clinic_staff, clinic_admin
USING (true);
