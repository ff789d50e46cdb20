-- Give a new appointment its number where none is named: whoever books by a plain INSERT names none.
-- Concurrency: waits for bookings of the doctor's day first, as booking.book does: two that overlap would otherwise
-- wait for one another in the exclusion constraint. Then see clinic.generate_appointment_number.
-- Raises: 42501 when the appointment is another clinic's than the one acted in.
-- Security: runs as whoever inserts.
CREATE OR REPLACE FUNCTION clinic.number_appointment()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_code text;
    v_day date;
BEGIN
    SELECT clinics.code, (NEW.starts_at AT TIME ZONE clinics.timezone)::date
    INTO v_code, v_day
    FROM clinic.clinics
    WHERE clinics.id = NEW.clinic_id;
    PERFORM pg_advisory_xact_lock(booking.day_key(NEW.doctor_id, v_day));
    NEW.appointment_number := clinic.generate_appointment_number(v_code);
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.number_appointment() FROM PUBLIC;

COMMENT ON FUNCTION clinic.number_appointment() IS
    'Trigger function: gives a new appointment its number.';
