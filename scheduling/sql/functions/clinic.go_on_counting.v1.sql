-- Let a day's queue go on from the highest number that was given on the day: its row may have been deleted meanwhile.
-- Concurrency: whoever gives a number holds the row of the day, or makes it.
-- Raises: nothing.
-- Security: runs as whoever writes.
CREATE OR REPLACE FUNCTION clinic.go_on_counting()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.numbers_given := NEW.numbers_given + coalesce(
        (
            SELECT max(substring(appointments.queue_number FROM '[0-9]{1,9}$')::integer)
            FROM clinic.appointments
            JOIN clinic.clinics ON clinics.id = appointments.clinic_id
            WHERE appointments.clinic_id = NEW.clinic_id
                AND appointments.starts_at >= NEW.queue_date::timestamp AT TIME ZONE clinics.timezone
                AND appointments.starts_at < (NEW.queue_date + 1)::timestamp AT TIME ZONE clinics.timezone
                AND appointments.queue_number IS NOT NULL
        ),
        0
    );
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.go_on_counting() FROM PUBLIC;

COMMENT ON FUNCTION clinic.go_on_counting() IS
    'Trigger function: lets a day''s queue go on from the highest number given.';
