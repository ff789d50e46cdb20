-- Accept an appointment that was asked for: of a doctor who accepts each. Who has come is accepted by checking in.
-- Answers as booking.create_booking; conflicts: wrong_status (begun, over, cancelled or moved); errors:
-- appointment_not_found. Confirmed already: success, idempotent.
-- Concurrency: locks the appointment.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.confirm_booking(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    RETURN booking.take_step(p_appointment_id, 'confirm_booking', 'confirmed');
END
$$;

ALTER FUNCTION booking.confirm_booking(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.confirm_booking(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.confirm_booking(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.confirm_booking(uuid) IS
    'Accepts an appointment that was asked for.';
