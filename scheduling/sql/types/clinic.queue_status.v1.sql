DO $$
BEGIN
    IF to_regtype('clinic.queue_status') IS NULL THEN
        CREATE TYPE clinic.queue_status AS ENUM (
            'waiting',
            'called',
            'serving',
            'completed',
            'cancelled'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.queue_status IS
    'Where a person stands in today''s queue.';
