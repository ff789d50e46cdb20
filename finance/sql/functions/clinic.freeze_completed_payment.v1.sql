-- Refuse to change a payment that was completed, but for its refund, its way to the patient and notes.
-- A refund stands in columns of its own, only grows, and moves the status on to refunded.
-- Concurrency: looks at the row alone.
-- Raises: 23001 (restrict_violation), naming the payment.
-- Security: holds for every role, the owner too.
CREATE OR REPLACE FUNCTION clinic.freeze_completed_payment()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_free CONSTANT text[] := ARRAY[
        'status', 'is_refunded', 'refunded_amount', 'refund_reason', 'refunded_at', 'refunded_by',
        'receipt_url', 'receipt_sent_at', 'notes', 'updated_at'
    ];
BEGIN
    IF to_jsonb(NEW) - v_free <> to_jsonb(OLD) - v_free
        OR NEW.status NOT IN (OLD.status, 'refunded')
        OR NEW.is_refunded < OLD.is_refunded
        OR COALESCE(NEW.refunded_amount, 0) < COALESCE(OLD.refunded_amount, 0) THEN
        RAISE EXCEPTION 'payment % is completed: what was paid stays as it is', OLD.payment_number
            USING ERRCODE = 'restrict_violation', HINT = 'Record a refund instead.';
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.freeze_completed_payment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.freeze_completed_payment() IS
    'Trigger function: of a completed payment only the refund, the receipt''s whereabouts and notes may change.';
