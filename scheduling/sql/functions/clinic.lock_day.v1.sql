-- Wait for bookings of the doctor's time, as booking.book does, before an appointment comes to it: two that overlap would
-- otherwise wait for one another in the exclusion constraint. One that leaves another time waits for that as well.
-- Concurrency: the appointment is locked before, where there is one; then the days.
-- Raises: nothing of its own.
-- Security: runs as whoever writes.
CREATE OR REPLACE FUNCTION clinic.lock_day()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_timezone text := NEW.timezone;
    v_keys bigint[];
    v_is_locked boolean;
BEGIN
    IF v_timezone = '' THEN
        SELECT clinics.timezone INTO v_timezone FROM clinic.clinics WHERE clinics.id = NEW.clinic_id;
    END IF;
    v_keys := booking.day_keys(
        NEW.doctor_id, NEW.starts_at, NEW.starts_at + make_interval(mins => NEW.duration_minutes), v_timezone
    );
    IF TG_OP = 'UPDATE' THEN
        v_keys := v_keys || booking.day_keys(OLD.doctor_id, OLD.starts_at, OLD.ends_at, OLD.timezone);
    END IF;
    v_is_locked := booking.take_locks(VARIADIC v_keys) IS NOT NULL;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.lock_day() FROM PUBLIC;

COMMENT ON FUNCTION clinic.lock_day() IS
    'Trigger function: waits for bookings of the doctor''s time.';
