-- Say what keeps an appointment from a step, which is named as the function that takes it: wrong_status where it may not
-- follow, not_today where it is not the day for it, too_early; NULL where nothing does. What has been taken already is
-- wrong_status too: the functions ask for that before.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.step_obstacle(
    p_step text,
    p_status clinic.appointment_status,
    p_queue_status clinic.queue_status,
    p_starts_at timestamptz,
    p_timezone text
)
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    v_day date := (p_starts_at AT TIME ZONE p_timezone)::date;
    v_today date := (clock_timestamp() AT TIME ZONE p_timezone)::date;
BEGIN
    RETURN CASE p_step
        WHEN 'confirm_booking' THEN
            CASE WHEN p_status <> 'scheduled' THEN 'wrong_status' END
        WHEN 'check_in' THEN
            CASE
                WHEN (p_queue_status IN ('waiting', 'called', 'serving') AND v_day = v_today)
                    OR p_status = 'in_progress'
                    OR (p_status <> 'confirmed' AND NOT booking.may_become(p_status, 'confirmed'))
                THEN 'wrong_status'
                WHEN v_day <> v_today THEN 'not_today'
            END
        WHEN 'return_to_queue' THEN
            CASE
                WHEN p_queue_status IS DISTINCT FROM 'called' THEN 'wrong_status'
                WHEN v_day <> v_today THEN 'not_today'
            END
        WHEN 'start_consultation' THEN
            CASE
                WHEN NOT booking.may_become(p_status, 'in_progress') THEN 'wrong_status'
                WHEN v_day <> v_today THEN 'not_today'
            END
        WHEN 'complete' THEN
            CASE
                WHEN NOT booking.may_become(p_status, 'completed') THEN 'wrong_status'
                -- What began before midnight, or was forgotten, ends later.
                WHEN v_day > v_today THEN 'not_today'
            END
        WHEN 'mark_no_show' THEN
            CASE
                WHEN NOT booking.may_become(p_status, 'no_show') THEN 'wrong_status'
                WHEN p_starts_at > clock_timestamp() THEN 'too_early'
            END
        WHEN 'cancel_booking' THEN
            CASE WHEN NOT booking.may_become(p_status, 'cancelled') THEN 'wrong_status' END
        WHEN 'reschedule_booking' THEN
            CASE WHEN NOT booking.may_become(p_status, 'rescheduled') THEN 'wrong_status' END
        ELSE 'wrong_status'
    END;
END
$$;

REVOKE ALL ON FUNCTION
    booking.step_obstacle(text, clinic.appointment_status, clinic.queue_status, timestamptz, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    booking.step_obstacle(text, clinic.appointment_status, clinic.queue_status, timestamptz, text)
TO clinic_definer;

COMMENT ON FUNCTION
    booking.step_obstacle(text, clinic.appointment_status, clinic.queue_status, timestamptz, text)
IS 'What keeps an appointment from a step; NULL where nothing does.';
