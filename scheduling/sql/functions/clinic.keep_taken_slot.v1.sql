-- Refuse to delete a slot that an appointment has taken. Move the appointment, or cancel it.
-- Concurrency: looks at the row alone.
-- Raises: 23514 appointment_slots_taken_stays.
-- Security: runs as whoever writes.
CREATE OR REPLACE FUNCTION clinic.keep_taken_slot()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a slot that is taken stays: move its appointment, or cancel it'
        USING
            ERRCODE = 'check_violation',
            SCHEMA = 'clinic',
            TABLE = 'appointment_slots',
            CONSTRAINT = 'appointment_slots_taken_stays';
END
$$;

REVOKE ALL ON FUNCTION clinic.keep_taken_slot() FROM PUBLIC;

COMMENT ON FUNCTION clinic.keep_taken_slot() IS
    'Trigger function: refuses to delete a slot that is taken.';
