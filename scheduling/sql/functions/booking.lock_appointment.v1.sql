-- Lock an appointment that the person who acts may deal with: any of the clinic for a member, their own for a
-- patient. NULL where there is none.
-- Concurrency: locks the row until the transaction ends.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.lock_appointment(p_appointment_id uuid)
RETURNS clinic.appointments
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_appointment clinic.appointments;
BEGIN
    SELECT *
    INTO v_appointment
    FROM clinic.appointments AS appointment
    WHERE appointment.clinic_id = tenancy.current_clinic_id()
        AND appointment.id = p_appointment_id
        AND appointment.deleted_at IS NULL
        AND (
            current_setting('role') <> 'clinic_patient'
            OR appointment.patient_id = clinic.current_patient_id()
        )
    FOR NO KEY UPDATE;
    RETURN v_appointment;
END
$$;

REVOKE ALL ON FUNCTION booking.lock_appointment(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.lock_appointment(uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.lock_appointment(uuid) IS
    'Locks an appointment that the person who acts may deal with.';
