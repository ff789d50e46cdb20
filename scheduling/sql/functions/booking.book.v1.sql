-- Take a slot that is offered for a patient: claim it by compare-and-set and make the appointment, in one statement.
-- Moved from another appointment, it keeps what was said and agreed of that one, and its video session if that has
-- not begun.
-- Concurrency: of a patient, and of a doctor's day, one booking at a time, so that overlaps and the daily limit
-- are seen; then the slot. Every booking function locks in this order.
-- Raises: 23P01 when the doctor has something else at that time that took no slot; 0A000 as booking.sees_the_latest.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.book(
    p_offer booking.slot_offer,
    p_patient_id uuid,
    p_visit_reason text,
    p_moved_from uuid DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_user_id uuid := booking.acting_user_id();
    v_moved clinic.appointments;
    v_appointment clinic.appointments;
    v_appointment_id uuid := clinic.uuid_v7();
    v_obstacle text;
    v_is_locked boolean;
BEGIN
    IF NOT booking.lock_patient(p_patient_id) THEN
        RETURN booking.refusal('patient_not_found');
    END IF;
    -- Assigned, and not PERFORMed: an expression without a query of its own.
    v_is_locked := booking.take_locks(
        VARIADIC booking.day_keys(p_offer.doctor_id, p_offer.starts_at, p_offer.ends_at, p_offer.timezone)
    ) IS NOT NULL;
    SELECT
        CASE
            WHEN EXISTS (
                SELECT
                FROM clinic.appointments AS other
                WHERE other.clinic_id = v_clinic_id
                    AND other.patient_id = p_patient_id
                    AND booking.is_at(other, p_offer.starts_at, p_offer.ends_at)
            )
            THEN 'patient_overlap'
            WHEN p_offer.max_daily_appointments <= (
                SELECT count(*)
                FROM clinic.appointments AS other
                WHERE other.clinic_id = v_clinic_id
                    AND other.doctor_id = p_offer.doctor_id
                    AND other.starts_at >= p_offer.slot_date::timestamp AT TIME ZONE p_offer.timezone
                    AND other.starts_at < (p_offer.slot_date + 1)::timestamp AT TIME ZONE p_offer.timezone
                    AND booking.is_live(other)
            )
            THEN 'daily_limit_reached'
        END
    INTO v_obstacle;
    IF v_obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_obstacle);
    END IF;

    IF p_moved_from IS NOT NULL THEN
        SELECT * INTO v_moved FROM clinic.appointments WHERE clinic_id = v_clinic_id AND id = p_moved_from;
    END IF;
    WITH claimed AS (
        UPDATE clinic.appointment_slots AS slot
        SET is_available = false, appointment_id = v_appointment_id, held_by = NULL, held_until = NULL
        WHERE slot.clinic_id = v_clinic_id
            AND slot.id = p_offer.slot_id
            AND booking.is_free(slot)
            -- It is still what was offered, and what was looked at above.
            AND (slot.doctor_id, slot.starts_at, slot.ends_at)
                = (p_offer.doctor_id, p_offer.starts_at, p_offer.ends_at)
        RETURNING slot.doctor_id, slot.starts_at, slot.duration_minutes, slot.timezone
    )
    INSERT INTO clinic.appointments (
        id, clinic_id, patient_id, doctor_id, starts_at, duration_minutes, timezone, status, visit_reason,
        appointment_type, source, is_telemedicine, telemedicine_link, telemedicine_session_id, consultation_fee,
        additional_charges, chas_applicable, chas_subsidy_amount, total_amount, pre_consultation_notes, internal_notes,
        reminder_channels, booked_by, rescheduled_from, appointment_number
    )
    SELECT
        v_appointment_id,
        v_clinic_id,
        p_patient_id,
        claimed.doctor_id,
        claimed.starts_at,
        claimed.duration_minutes,
        claimed.timezone,
        p_offer.first_status,
        coalesce(p_visit_reason, v_moved.visit_reason),
        -- Who walked in, and is moved, comes at a time that was agreed.
        coalesce(NULLIF(v_moved.appointment_type, 'walk_in'), 'consultation'),
        coalesce(NULLIF(v_moved.source, 'walk_in'), CASE WHEN current_setting('role') = 'clinic_patient' THEN 'online' ELSE 'staff' END),
        coalesce(v_moved.is_telemedicine, false),
        v_moved.telemedicine_link,
        v_moved.telemedicine_session_id,
        v_moved.consultation_fee,
        coalesce(v_moved.additional_charges, 0),
        coalesce(v_moved.chas_applicable, false),
        coalesce(v_moved.chas_subsidy_amount, 0),
        v_moved.total_amount,
        v_moved.pre_consultation_notes,
        v_moved.internal_notes,
        coalesce(v_moved.reminder_channels, '[]'),
        v_user_id,
        p_moved_from,
        clinic.generate_appointment_number(p_offer.clinic_code)
    FROM claimed
    RETURNING * INTO v_appointment;
    IF NOT FOUND THEN
        RETURN booking.refusal('slot_unavailable');
    END IF;
    IF p_moved_from IS NOT NULL THEN
        UPDATE clinic.telemedicine_sessions
        SET
            appointment_id = v_appointment_id,
            doctor_id = v_appointment.doctor_id,
            scheduled_start = v_appointment.starts_at,
            scheduled_end = v_appointment.ends_at
        WHERE clinic_id = v_clinic_id
            AND appointment_id = p_moved_from
            AND status = 'scheduled'
            AND deleted_at IS NULL;
    END IF;
    RETURN booking.success(v_appointment, false);
END
$$;

REVOKE ALL ON FUNCTION booking.book(booking.slot_offer, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.book(booking.slot_offer, uuid, text, uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.book(booking.slot_offer, uuid, text, uuid) IS
    'Takes a slot for a patient.';
