-- Write a success: what became of an appointment, and whether that was so before.
-- Concurrency: reads the appointment's slot.
-- Raises: nothing.
-- Security: for the booking functions, of an appointment that the caller may see.
CREATE OR REPLACE FUNCTION booking.success(p_appointment clinic.appointments, p_idempotent boolean)
RETURNS jsonb
LANGUAGE sql
STABLE
RETURN jsonb_build_object(
    'status', 'success',
    'idempotent', p_idempotent,
    'result', jsonb_build_object(
        'appointment_id', p_appointment.id,
        'appointment_number', p_appointment.appointment_number,
        'appointment_status', p_appointment.status,
        'patient_id', p_appointment.patient_id,
        'doctor_id', p_appointment.doctor_id,
        'starts_at', booking.instant(p_appointment.starts_at),
        'ends_at', booking.instant(p_appointment.ends_at),
        'queue_number', p_appointment.queue_number,
        'queue_status', p_appointment.queue_status
    )
);

REVOKE ALL ON FUNCTION booking.success(clinic.appointments, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.success(clinic.appointments, boolean) TO clinic_definer;

COMMENT ON FUNCTION booking.success(clinic.appointments, boolean) IS
    'A success as booking functions answer it.';
