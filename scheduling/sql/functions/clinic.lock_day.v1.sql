-- Wait for bookings of the doctor's day, as booking.book does, before an appointment comes to it: two that overlap would
-- otherwise wait for one another in the exclusion constraint. One that goes on past midnight is of both days.
-- Concurrency: the day on which it begins first. The appointment is locked before, where there is one.
-- Raises: nothing of its own.
-- Security: runs as whoever writes.
CREATE OR REPLACE FUNCTION clinic.lock_day()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_timezone text := NEW.timezone;
    v_first_day date;
    v_last_day date;
    v_is_locked boolean;
BEGIN
    IF v_timezone = '' THEN
        SELECT clinics.timezone INTO v_timezone FROM clinic.clinics WHERE clinics.id = NEW.clinic_id;
    END IF;
    v_first_day := (NEW.starts_at AT TIME ZONE v_timezone)::date;
    v_last_day := ((NEW.starts_at + make_interval(mins => NEW.duration_minutes)) AT TIME ZONE v_timezone)::date;
    -- Assigned, and not PERFORMed: an expression without a query of its own.
    v_is_locked := pg_advisory_xact_lock(booking.day_key(NEW.doctor_id, v_first_day)) IS NOT NULL;
    IF v_last_day > v_first_day THEN
        v_is_locked := pg_advisory_xact_lock(booking.day_key(NEW.doctor_id, v_last_day)) IS NOT NULL;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.lock_day() FROM PUBLIC;

COMMENT ON FUNCTION clinic.lock_day() IS
    'Trigger function: waits for bookings of the doctor''s day.';
