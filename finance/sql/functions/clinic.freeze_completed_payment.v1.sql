-- Refuse to change the amounts of a payment that was completed, or to reopen it.
-- A refund stands in columns of its own, and moves the status on to refunded.
-- Concurrency: looks at the row alone.
-- Raises: 23001 (restrict_violation), naming the payment.
-- Security: holds for every role, the owner too.
CREATE OR REPLACE FUNCTION clinic.freeze_completed_payment()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF (
        NEW.subtotal, NEW.gst_amount, NEW.discount_amount, NEW.chas_subsidy_amount,
        NEW.medisave_amount, NEW.insurance_claim_amount, NEW.total_amount, NEW.paid_amount,
        NEW.change_amount, NEW.outstanding_amount, NEW.receipt_number
    ) IS DISTINCT FROM (
        OLD.subtotal, OLD.gst_amount, OLD.discount_amount, OLD.chas_subsidy_amount,
        OLD.medisave_amount, OLD.insurance_claim_amount, OLD.total_amount, OLD.paid_amount,
        OLD.change_amount, OLD.outstanding_amount, OLD.receipt_number
    ) OR NEW.status NOT IN ('completed', 'refunded')
      OR (OLD.status = 'refunded' AND NEW.status = 'completed') THEN
        RAISE EXCEPTION 'payment % is completed: its amounts stay as they are', OLD.payment_number
            USING ERRCODE = 'restrict_violation', HINT = 'Record a refund instead.';
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION clinic.freeze_completed_payment() IS
    'Trigger function: a completed payment keeps its amounts, its receipt number and its state.';
