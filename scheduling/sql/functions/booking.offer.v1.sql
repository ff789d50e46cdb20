-- Look at a slot of the clinic acted in: when it is and with whom, and what keeps the person who acts from it; for
-- a patient, if one is named, for whom they may book; moved from an appointment, if one is named, whose time does not
-- count. Of two limits on booking ahead, the clinic's setting and the doctor's own, the lesser holds.
-- Concurrency: reads alone; what it says may be over by the time it is acted upon.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.offer(p_slot_id uuid, p_patient_id uuid DEFAULT NULL, p_moved_from uuid DEFAULT NULL)
RETURNS booking.slot_offer
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    v_offer booking.slot_offer;
BEGIN
    SELECT
        CASE
            -- Who keeps a time free has taken it from everybody: it is not somebody else's.
            WHEN slot.is_blocked OR doctor.blocked_dates ? to_char(slot.slot_date, 'YYYY-MM-DD')
            THEN 'slot_blocked'
            WHEN NOT booking.is_free(slot)
            THEN 'slot_unavailable'
            WHEN NOT booking.sees_patients(
                doctor.deleted_at, doctor.license_expiry, login.is_active, slot.slot_date
            )
            THEN 'doctor_inactive'
            WHEN slot.starts_at <= clock_timestamp()
            THEN 'slot_in_past'
            WHEN slot.slot_date > (clock_timestamp() AT TIME ZONE slot.timezone)::date + least(
                doctor.advance_booking_days,
                (clinic.setting('appointment', 'max_advance_booking_days') #>> '{}')::integer
            )
            THEN 'too_far_ahead'
            WHEN p_patient_id IS NOT NULL AND NOT booking.is_patient(p_patient_id)
            THEN 'patient_not_found'
            -- Whoever was typed in for that time took no slot.
            WHEN EXISTS (
                SELECT
                FROM clinic.appointments AS other
                WHERE other.clinic_id = slot.clinic_id
                    AND other.doctor_id = slot.doctor_id
                    AND booking.is_at(other, slot.starts_at, slot.ends_at)
                    AND NOT other.may_overlap
                    AND other.id IS DISTINCT FROM p_moved_from
            )
            THEN 'slot_unavailable'
        END,
        slot.id,
        slot.doctor_id,
        slot.starts_at,
        slot.ends_at,
        slot.slot_date,
        slot.timezone,
        own.code,
        doctor.max_daily_appointments,
        CASE WHEN doctor.auto_accept_appointments THEN 'confirmed' ELSE 'scheduled' END::clinic.appointment_status
    INTO v_offer
    FROM clinic.appointment_slots AS slot
    JOIN clinic.doctors AS doctor ON doctor.clinic_id = slot.clinic_id AND doctor.id = slot.doctor_id
    JOIN clinic.clinics AS own ON own.id = slot.clinic_id
    LEFT JOIN clinic.users AS login ON login.id = doctor.user_id
    WHERE slot.clinic_id = tenancy.current_clinic_id() AND slot.id = p_slot_id;
    IF NOT FOUND THEN
        v_offer.obstacle := 'slot_not_found';
    END IF;
    RETURN v_offer;
END
$$;

REVOKE ALL ON FUNCTION booking.offer(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.offer(uuid, uuid, uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.offer(uuid, uuid, uuid) IS
    'What a slot offers, and what keeps the person who acts from it.';
