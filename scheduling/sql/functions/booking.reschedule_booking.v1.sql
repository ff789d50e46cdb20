-- Move an appointment to another slot: a new appointment stands for the old one, which becomes rescheduled, and
-- whose slot is for others again. Both happen, or neither. What was noted and agreed goes along, and so does a video
-- session that has not begun.
-- Answers as booking.create_booking, of the new appointment, with the conflicts and errors of its slot; besides
-- wrong_status, too_late (its time has come, and a patient asks) and appointment_not_found. Moved to that slot
-- already: success, idempotent.
-- Concurrency: locks the patient, the old appointment, the patient's row, the days of both, the old slot, then as booking.book
-- says.
-- Raises: 0A000 in a transaction that cannot see what others have committed (REPEATABLE READ and above); 40001 where
-- somebody has typed in the number that was drawn.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in. A patient moves their own.
CREATE OR REPLACE FUNCTION booking.reschedule_booking(
    p_appointment_id uuid,
    p_slot_id uuid,
    p_reason text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_old clinic.appointments;
    v_new clinic.appointments;
    v_offer booking.slot_offer;
    v_answer jsonb;
BEGIN
    -- The patient comes before the appointment: bookings lock in this order.
    PERFORM booking.take_locks(booking.patient_key(appointment.patient_id))
    FROM clinic.appointments AS appointment
    WHERE appointment.clinic_id = v_clinic_id AND appointment.id = p_appointment_id;

    v_old := booking.lock_appointment(p_appointment_id);
    IF v_old.id IS NULL THEN
        RETURN booking.refusal('appointment_not_found');
    -- The patient's row comes after the appointment, and before the queue, which those who wait leave.
    ELSIF NOT booking.lock_patient(v_old.patient_id) THEN
        RETURN booking.refusal('patient_not_found');
    END IF;
    SELECT appointment.*
    INTO v_new
    FROM clinic.appointments AS appointment
    JOIN clinic.appointment_slots AS slot
        ON slot.clinic_id = appointment.clinic_id AND slot.appointment_id = appointment.id
    WHERE appointment.clinic_id = v_clinic_id
        AND appointment.rescheduled_from = p_appointment_id
        AND slot.id = p_slot_id;
    IF FOUND THEN
        RETURN booking.success(v_new, true);
    ELSIF NOT booking.may_become(v_old.status, 'rescheduled') THEN
        RETURN booking.refusal('wrong_status');
    ELSIF booking.is_too_late(v_old) THEN
        RETURN booking.refusal('too_late');
    END IF;
    v_offer := booking.offer(p_slot_id, v_old.patient_id, p_appointment_id);
    IF v_offer.obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_offer.obstacle);
    END IF;

    -- Whoever types in an appointment for the old time holds its day and a number, and waits for what becomes of it.
    PERFORM booking.take_locks(
        VARIADIC booking.day_keys(v_old.doctor_id, v_old.starts_at, v_old.ends_at, v_old.timezone)
        || booking.day_keys(v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at, v_offer.timezone)
    );
    BEGIN
        UPDATE clinic.appointments AS appointment
        SET status = 'rescheduled', cancellation_reason = NULLIF(btrim(p_reason), '')
        WHERE appointment.clinic_id = v_clinic_id AND appointment.id = p_appointment_id;
        v_answer := booking.book(v_offer, v_old.patient_id, NULL, p_appointment_id);
        IF v_answer ->> 'status' <> 'success' THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = 'CB001';
        END IF;
    EXCEPTION
        WHEN exclusion_violation THEN
            v_answer := booking.refusal('slot_unavailable');
        WHEN unique_violation THEN
            RAISE EXCEPTION 'another transaction has used the number: try again in a new one'
                USING ERRCODE = 'serialization_failure';
        WHEN SQLSTATE 'CB001' THEN
            -- The old appointment stays as it was.
            NULL;
    END;
    RETURN v_answer;
END
$$;

ALTER FUNCTION booking.reschedule_booking(uuid, uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.reschedule_booking(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.reschedule_booking(uuid, uuid, text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.reschedule_booking(uuid, uuid, text) IS
    'Moves an appointment to another slot.';
