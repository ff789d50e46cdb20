-- Refuse to add a line to a payment that was completed, or to change, move or delete one: what was billed
-- stays.
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
    v_number text;
BEGIN
    SELECT payment_number
    INTO v_number
    FROM clinic.payments
    WHERE (clinic_id, id) IN ((OLD.clinic_id, OLD.payment_id), (NEW.clinic_id, NEW.payment_id))
        AND status IN ('completed', 'refunded')
    LIMIT 1
    FOR SHARE;

    IF FOUND THEN
        RAISE EXCEPTION 'payment % is completed: its items stay as they are', v_number
            USING ERRCODE = 'restrict_violation', HINT = 'Record a refund instead.';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;

REVOKE ALL ON FUNCTION clinic.freeze_items_of_completed_payment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.freeze_items_of_completed_payment() IS
    'Trigger function: the lines of a completed payment stay as they were billed.';
