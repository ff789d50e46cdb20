-- Give back a slot that the person who acts holds: its form was left. What others hold stays theirs.
-- Answers {"status": "success", "idempotent", "result": {"slot_id"}}, idempotent where they hold it no more; errors:
-- slot_not_found.
-- Concurrency: locks the slot.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.release_hold(p_slot_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_is_released boolean;
BEGIN
    IF NOT EXISTS (
        SELECT
        FROM clinic.appointment_slots AS slot
        WHERE slot.clinic_id = v_clinic_id AND slot.id = p_slot_id AND tenancy.current_user_id() IS NOT NULL
    ) THEN
        RETURN booking.refusal('slot_not_found');
    END IF;
    UPDATE clinic.appointment_slots AS slot
    SET held_by = NULL, held_until = NULL
    WHERE slot.clinic_id = v_clinic_id AND slot.id = p_slot_id AND slot.held_by = tenancy.current_user_id();
    v_is_released := FOUND;
    RETURN jsonb_build_object(
        'status', 'success',
        'idempotent', NOT v_is_released,
        'result', jsonb_build_object('slot_id', p_slot_id)
    );
END
$$;

ALTER FUNCTION booking.release_hold(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.release_hold(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.release_hold(uuid) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.release_hold(uuid) IS
    'Gives back a slot that the person who acts holds.';
