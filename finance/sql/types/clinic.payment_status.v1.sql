DO $$
BEGIN
    IF to_regtype('clinic.payment_status') IS NULL THEN
        CREATE TYPE clinic.payment_status AS ENUM (
            'pending',
            'processing',
            'completed',
            'failed',
            'refunded',
            'partial'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.payment_status IS
    'How far a payment has come; partial leaves something outstanding.';
