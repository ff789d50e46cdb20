DO $$
BEGIN
    IF to_regtype('booking.slot_offer') IS NULL THEN
        CREATE TYPE booking.slot_offer AS (
            obstacle text,
            slot_id uuid,
            doctor_id uuid,
            starts_at timestamptz,
            ends_at timestamptz,
            slot_date date,
            timezone text,
            clinic_code text,
            max_daily_appointments integer,
            first_status clinic.appointment_status
        );
    END IF;
END
$$;

COMMENT ON TYPE booking.slot_offer IS
    'A slot as somebody may have it: when and with whom; or what keeps them from it.';
