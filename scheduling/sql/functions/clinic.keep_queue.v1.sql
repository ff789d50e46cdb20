-- Keep the day's queue: how many wait, how long it took until people were called, whose number is up; of an appointment
-- that is set to another day, both days'.
-- Concurrency: locks the row of the day, after the appointment and its slot, and only then counts; of two days the earlier
-- first.
-- Raises: nothing.
-- Security: runs as the owner, since doctors make no queue; it reaches the day and clinic of the appointment
-- alone. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.keep_queue()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_day date;
    v_days date[] := ARRAY[NEW.appointment_date];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.appointment_date < NEW.appointment_date THEN
        v_days := ARRAY[OLD.appointment_date, NEW.appointment_date];
    ELSIF TG_OP = 'UPDATE' AND OLD.appointment_date > NEW.appointment_date THEN
        v_days := ARRAY[NEW.appointment_date, OLD.appointment_date];
    END IF;
    FOREACH v_day IN ARRAY v_days LOOP
        INSERT INTO clinic.queue_management (clinic_id, queue_date)
        VALUES (NEW.clinic_id, v_day)
        ON CONFLICT (clinic_id, queue_date) DO UPDATE SET queue_date = EXCLUDED.queue_date;

        UPDATE clinic.queue_management AS queue
        SET
            total_waiting = today.waiting,
            average_wait_time_minutes = today.wait,
            current_number = CASE WHEN today.is_called THEN NEW.queue_number ELSE queue.current_number END,
            last_called_number = CASE WHEN today.is_called THEN NEW.queue_number ELSE queue.last_called_number END
        FROM (
            SELECT
                NEW.queue_status = 'called' AND NEW.appointment_date = v_day AS is_called,
                count(*) FILTER (WHERE queue_status = 'waiting' AND deleted_at IS NULL) AS waiting,
                round(avg(extract(epoch FROM called_at - checked_in_at) / 60)) AS wait
            FROM clinic.appointments
            WHERE clinic_id = NEW.clinic_id
                AND starts_at >= v_day::timestamp AT TIME ZONE NEW.timezone
                AND starts_at < (v_day + 1)::timestamp AT TIME ZONE NEW.timezone
                AND queue_status IS NOT NULL
        ) AS today
        WHERE queue.clinic_id = NEW.clinic_id AND queue.queue_date = v_day;
    END LOOP;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.keep_queue() FROM PUBLIC;

COMMENT ON FUNCTION clinic.keep_queue() IS
    'Trigger function: keeps the day''s row of queue_management right.';
