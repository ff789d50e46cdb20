-- Refuse to change, move or delete a line of a payment that was completed: what was billed stays.
-- A line that goes with its payment (ON DELETE CASCADE) finds no payment any more, and may go.
-- Concurrency: locks the payment, so that it cannot be completed meanwhile.
-- Raises: 23001 (restrict_violation), naming the payment.
-- Security: holds for every role, the owner too. Runs as the owner, past every policy: a payment that
-- is hidden from whoever writes is found, and only one that is gone is not.
CREATE OR REPLACE FUNCTION clinic.freeze_items_of_completed_payment()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_payment clinic.payments;
BEGIN
    SELECT *
    INTO v_payment
    FROM clinic.payments
    WHERE payments.clinic_id = OLD.clinic_id AND payments.id = OLD.payment_id
    FOR SHARE;

    IF v_payment.status IN ('completed', 'refunded') THEN
        RAISE EXCEPTION 'payment % is completed: its items stay as they are', v_payment.payment_number
            USING ERRCODE = 'restrict_violation', HINT = 'Record a refund instead.';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;

REVOKE ALL ON FUNCTION clinic.freeze_items_of_completed_payment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.freeze_items_of_completed_payment() IS
    'Trigger function: the lines of a completed payment stay as they were billed.';
