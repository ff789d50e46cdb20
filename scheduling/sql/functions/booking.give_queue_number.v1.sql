-- Give the next queue number of a day: 001, 002, ..., after the clinic's setting queue/number_prefix.
-- Concurrency: the row of the day stays locked until the transaction ends.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.give_queue_number(p_day date)
RETURNS text
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_number integer;
BEGIN
    INSERT INTO clinic.queue_management AS queue (clinic_id, queue_date, numbers_given)
    VALUES (tenancy.current_clinic_id(), p_day, 1)
    ON CONFLICT (clinic_id, queue_date) DO UPDATE SET numbers_given = queue.numbers_given + 1
    RETURNING queue.numbers_given INTO v_number;
    RETURN coalesce(clinic.setting('queue', 'number_prefix') #>> '{}', '')
        || lpad(v_number::text, greatest(3, length(v_number::text)), '0');
END
$$;

REVOKE ALL ON FUNCTION booking.give_queue_number(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.give_queue_number(date) TO clinic_definer;

COMMENT ON FUNCTION booking.give_queue_number(date) IS
    'The next queue number of a day.';
