-- Cancel an appointment: its slot is for others again, and its place in the queue is given up.
-- Answers as booking.create_booking; conflicts: wrong_status (it has begun, or is over or moved), too_late (its time
-- has come, and a patient asks); errors: appointment_not_found. Cancelled already: success, idempotent.
-- Concurrency: locks the appointment, then its slot, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in. A patient cancels their own.
CREATE OR REPLACE FUNCTION booking.cancel_booking(p_appointment_id uuid, p_reason text DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_appointment clinic.appointments := booking.lock_appointment(p_appointment_id);
BEGIN
    IF booking.is_too_late(v_appointment) AND v_appointment.status <> 'cancelled' THEN
        RETURN booking.refusal('too_late');
    END IF;
    RETURN booking.take_step(p_appointment_id, 'cancel_booking', 'cancelled', p_reason);
END
$$;

ALTER FUNCTION booking.cancel_booking(uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.cancel_booking(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.cancel_booking(uuid, text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.cancel_booking(uuid, text) IS
    'Cancels an appointment, and frees its slot.';
