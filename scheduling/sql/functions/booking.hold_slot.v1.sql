-- Keep a free slot from others for some minutes, while its form is filled in. Holding it again starts anew;
-- booking it ends the hold, and time does so by itself. A patient holds three slots at most.
-- Answers {"status": "success", "result": {"slot_id", "held_until"}}; conflicts: those of the slot, as in
-- booking.create_booking, and too_many_holds; errors: slot_not_found, invalid_input (not 1 to 30 minutes).
-- Concurrency: of one person one hold at a time; claims the slot by compare-and-set.
-- Raises: 0A000 for a patient in a transaction that cannot see what others have committed (REPEATABLE READ and above).
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.hold_slot(p_slot_id uuid, p_minutes integer DEFAULT 5)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    c_most_of_a_patient CONSTANT integer := 3;
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_user_id uuid := tenancy.current_user_id();
    v_obstacle text := (booking.offer(p_slot_id)).obstacle;
    v_held_until timestamptz;
    v_is_locked boolean;
BEGIN
    IF (p_minutes BETWEEN 1 AND 30) IS NOT TRUE THEN
        RETURN booking.refusal('invalid_input');
    END IF;
    IF v_obstacle IS NOT NULL THEN
        RETURN booking.refusal(v_obstacle);
    END IF;
    IF current_setting('role') = 'clinic_patient' THEN
        v_is_locked := booking.sees_the_latest()
            AND booking.take_locks(hashtextextended('booking/holds/' || v_user_id, 0)) IS NOT NULL;
        IF c_most_of_a_patient <= (
            SELECT count(*)
            FROM clinic.appointment_slots AS slot
            WHERE slot.clinic_id = v_clinic_id
                AND slot.held_by = v_user_id
                AND slot.held_until > clock_timestamp()
                AND slot.id <> p_slot_id
        ) THEN
            RETURN booking.refusal('too_many_holds');
        END IF;
    END IF;
    UPDATE clinic.appointment_slots AS slot
    SET held_by = v_user_id, held_until = clock_timestamp() + make_interval(mins => p_minutes)
    WHERE slot.clinic_id = v_clinic_id
        AND slot.id = p_slot_id
        AND booking.is_free(slot)
    RETURNING slot.held_until INTO v_held_until;
    IF NOT FOUND THEN
        RETURN booking.refusal('slot_unavailable');
    END IF;
    RETURN jsonb_build_object(
        'status', 'success',
        'result', jsonb_build_object('slot_id', p_slot_id, 'held_until', booking.instant(v_held_until))
    );
END
$$;

ALTER FUNCTION booking.hold_slot(uuid, integer) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.hold_slot(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.hold_slot(uuid, integer) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.hold_slot(uuid, integer) IS
    'Keeps a free slot from others for some minutes.';
