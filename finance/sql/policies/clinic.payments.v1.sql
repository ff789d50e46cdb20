-- Payments: nurses see none; the worker writes what a provider reports.
REVOKE ALL ON clinic.payments FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.payments TO clinic_patient, clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;
-- No policy lets a nurse see a row: clinic.patient_summary asks for these columns, and shows NULL.
GRANT SELECT (clinic_id, patient_id, status, outstanding_amount, deleted_at) ON clinic.payments TO clinic_nurse;
GRANT INSERT ON clinic.payments TO clinic_staff, clinic_admin;
GRANT UPDATE (
    patient_id, appointment_id, payment_number, payment_date, payment_method, subtotal, gst_amount,
    discount_amount, chas_subsidy_amount, medisave_amount, insurance_claim_amount, total_amount,
    paid_amount, change_amount, outstanding_amount, status, transaction_reference, payment_gateway,
    payment_intent_id, is_refunded, refunded_amount, refund_reason, refunded_at, refunded_by,
    receipt_number, receipt_url, receipt_sent_at, notes
) ON clinic.payments TO clinic_staff, clinic_admin;

-- By the payment intent the worker finds the bill. Whose it is, and what for, it is not told.
GRANT SELECT (
    id, clinic_id, payment_number, payment_intent_id, status, paid_amount, change_amount, outstanding_amount,
    transaction_reference, receipt_number, is_refunded, refunded_amount, refunded_at
) ON clinic.payments TO clinic_worker;
GRANT UPDATE (
    status, paid_amount, outstanding_amount, transaction_reference, receipt_number, is_refunded, refunded_amount,
    refunded_at
) ON clinic.payments TO clinic_worker;

ALTER TABLE clinic.payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.payments FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.payments;
CREATE POLICY same_clinic ON clinic.payments
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.payments;
CREATE POLICY deleted_is_hidden ON clinic.payments
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_worker
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_their_own ON clinic.payments;
CREATE POLICY patients_read_their_own ON clinic.payments
FOR SELECT
TO clinic_patient
USING (patient_id = (SELECT clinic.current_patient_id()));

DROP POLICY IF EXISTS members_read ON clinic.payments;
CREATE POLICY members_read ON clinic.payments
FOR SELECT
TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.payments;
CREATE POLICY members_insert ON clinic.payments
FOR INSERT
TO clinic_staff, clinic_admin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.payments;
CREATE POLICY members_update ON clinic.payments
FOR UPDATE
TO clinic_staff, clinic_admin, clinic_worker
USING (true);
