DO $$
BEGIN
    IF to_regtype('clinic.appointment_status') IS NULL THEN
        CREATE TYPE clinic.appointment_status AS ENUM (
            'scheduled',
            'confirmed',
            'in_progress',
            'completed',
            'cancelled',
            'no_show',
            'rescheduled'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.appointment_status IS
    'What became of an appointment. cancelled and rescheduled leave its time to others.';
