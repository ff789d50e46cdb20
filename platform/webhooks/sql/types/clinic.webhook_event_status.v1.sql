DO $$
BEGIN
    IF to_regtype('clinic.webhook_event_status') IS NULL THEN
        CREATE TYPE clinic.webhook_event_status AS ENUM (
            'pending',
            'processing',
            'success',
            'failed',
            'dead_letter'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.webhook_event_status IS
    'How far an event has come; dead_letter waits for a person to look at it.';
