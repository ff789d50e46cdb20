-- Keep the day's queue: how many wait, how long it took until people were called, whose number is up.
-- Concurrency: locks the row of the day, after the appointment, and only then counts.
-- Raises: nothing.
-- Security: runs as the owner, since doctors make no queue; it reaches the day and clinic of the appointment
-- alone. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.keep_queue()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    INSERT INTO clinic.queue_management (clinic_id, queue_date)
    VALUES (NEW.clinic_id, NEW.appointment_date)
    ON CONFLICT (clinic_id, queue_date) DO UPDATE SET queue_date = EXCLUDED.queue_date;

    UPDATE clinic.queue_management AS queue
    SET
        total_waiting = today.waiting,
        average_wait_time_minutes = today.wait,
        current_number = CASE WHEN NEW.queue_status = 'called' THEN NEW.queue_number ELSE queue.current_number END,
        last_called_number = CASE
            WHEN NEW.queue_status = 'called' THEN NEW.queue_number
            ELSE queue.last_called_number
        END
    FROM (
        SELECT
            count(*) FILTER (WHERE queue_status = 'waiting' AND deleted_at IS NULL) AS waiting,
            round(avg(extract(epoch FROM called_at - checked_in_at) / 60)) AS wait
        FROM clinic.appointments
        WHERE clinic_id = NEW.clinic_id
            AND starts_at >= NEW.appointment_date::timestamp AT TIME ZONE NEW.timezone
            AND starts_at < (NEW.appointment_date + 1)::timestamp AT TIME ZONE NEW.timezone
            AND queue_status IS NOT NULL
    ) AS today
    WHERE queue.clinic_id = NEW.clinic_id AND queue.queue_date = NEW.appointment_date;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.keep_queue() FROM PUBLIC;

COMMENT ON FUNCTION clinic.keep_queue() IS
    'Trigger function: keeps the day''s row of queue_management right.';
