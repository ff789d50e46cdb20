-- Refuse a status that may not follow the one before, and note what goes with one that may: when the
-- consultation began and ended, who cancelled, when somebody was given up for absent; and let whoever was in
-- the queue leave it, or be served. What the statement says itself stays as it says.
-- Concurrency: looks at the row alone.
-- Raises: 23514 appointments_status_follows.
-- Security: runs as whoever writes.
CREATE OR REPLACE FUNCTION clinic.follow_status()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    v_from clinic.appointment_status := CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END;
BEGIN
    IF NOT EXISTS (
        SELECT
        FROM clinic.appointment_transitions() AS step
        WHERE step.from_status IS NOT DISTINCT FROM v_from AND step.to_status = NEW.status
    ) THEN
        RAISE EXCEPTION 'an appointment that is % does not become %', coalesce(v_from::text, 'new'), NEW.status
            USING
                ERRCODE = 'check_violation',
                SCHEMA = 'clinic',
                TABLE = 'appointments',
                CONSTRAINT = 'appointments_status_follows';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;

    IF NEW.status = 'in_progress' THEN
        NEW.consultation_start_at := coalesce(NEW.consultation_start_at, clock_timestamp());
    ELSIF OLD.status = 'in_progress' AND NEW.status = 'confirmed' THEN
        NEW.consultation_start_at := NULL;
    ELSIF NEW.status = 'completed' THEN
        NEW.consultation_end_at := coalesce(
            NEW.consultation_end_at, greatest(clock_timestamp(), NEW.consultation_start_at)
        );
    ELSIF NEW.status = 'cancelled' AND current_setting('role') <> 'clinic_superadmin' THEN
        NEW.cancelled_by := coalesce(NEW.cancelled_by, tenancy.current_user_id());
    ELSIF NEW.status = 'no_show' THEN
        NEW.no_show_marked_at := coalesce(NEW.no_show_marked_at, clock_timestamp());
    ELSIF OLD.status = 'no_show' THEN
        NEW.no_show_marked_at := NULL;
    END IF;

    IF NEW.queue_status IN ('waiting', 'called', 'serving') THEN
        NEW.queue_status := CASE NEW.status
            WHEN 'in_progress' THEN 'serving'
            WHEN 'completed' THEN 'completed'
            WHEN 'confirmed' THEN CASE WHEN OLD.status = 'in_progress' THEN 'called' ELSE NEW.queue_status END
            ELSE 'cancelled'
        END::clinic.queue_status;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.follow_status() FROM PUBLIC;

COMMENT ON FUNCTION clinic.follow_status() IS
    'Trigger function: lets an appointment take the steps of clinic.appointment_transitions() alone.';
