-- Let a patient who has come for today's appointment into the queue, with a number. Who was given up for absent
-- has come after all.
-- Answers as booking.create_booking; conflicts: not_today, wrong_status (begun, over, cancelled or moved); errors:
-- appointment_not_found; and patient_in_queue, a conflict, where another appointment has brought the patient there, which
-- is named. In the queue already: success, idempotent, with the same number.
-- Concurrency: of a patient one at a time; locks the appointment, then the day's queue.
-- Raises: 0A000 in a transaction that cannot see what others have committed (REPEATABLE READ and above).
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.check_in(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_appointment clinic.appointments;
    v_other clinic.appointments;
    v_obstacle text;
    v_is_current boolean;
BEGIN
    v_is_current := booking.sees_the_latest();
    -- The patient comes before the appointment: bookings lock in this order.
    PERFORM booking.take_locks(booking.patient_key(appointment.patient_id))
    FROM clinic.appointments AS appointment
    WHERE appointment.clinic_id = tenancy.current_clinic_id() AND appointment.id = p_appointment_id;
    v_appointment := booking.lock_appointment(p_appointment_id);
    IF v_appointment.id IS NULL THEN
        RETURN booking.refusal('appointment_not_found');
    ELSIF v_appointment.queue_status IN ('waiting', 'called', 'serving')
        AND v_appointment.appointment_date = (clock_timestamp() AT TIME ZONE v_appointment.timezone)::date
    THEN
        RETURN booking.success(v_appointment, true);
    END IF;
    v_obstacle := booking.step_obstacle(
        'check_in',
        v_appointment.status,
        v_appointment.queue_status,
        v_appointment.starts_at,
        v_appointment.timezone
    );
    IF v_obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_obstacle);
    END IF;
    v_other := booking.of_patient_today(v_appointment.patient_id, v_appointment.id);
    IF v_other.queue_status IN ('waiting', 'called', 'serving') THEN
        RETURN booking.refusal('patient_in_queue', v_other.id);
    END IF;
    IF v_appointment.status = 'no_show' THEN
        -- Before the queue: what is counted of the patient is locked before it.
        UPDATE clinic.appointments AS appointment
        SET status = 'confirmed'
        WHERE appointment.clinic_id = v_appointment.clinic_id AND appointment.id = v_appointment.id;
    END IF;
    UPDATE clinic.appointments AS appointment
    SET
        status = 'confirmed',
        queue_number = coalesce(
            appointment.queue_number,
            booking.give_queue_number(appointment.appointment_date)
        ),
        queue_status = 'waiting',
        checked_in_at = clock_timestamp(),
        called_at = NULL
    WHERE appointment.clinic_id = v_appointment.clinic_id AND appointment.id = v_appointment.id
    RETURNING * INTO v_appointment;
    RETURN booking.success(v_appointment, false);
END
$$;

ALTER FUNCTION booking.check_in(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.check_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.check_in(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.check_in(uuid) IS
    'Lets a patient who has come into the queue.';
