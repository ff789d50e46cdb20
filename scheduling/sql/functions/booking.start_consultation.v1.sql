-- Begin the consultation of an appointment. One without a doctor becomes the doctor's who acts.
-- Answers as booking.create_booking; conflicts: not_today, wrong_status; errors: appointment_not_found. Begun
-- already: success, idempotent.
-- Concurrency: locks the appointment, then the day's queue.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.start_consultation(p_appointment_id uuid)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_answer jsonb := booking.take_step(p_appointment_id, 'start_consultation', 'in_progress');
    v_doctor_id uuid := clinic.current_doctor_id();
BEGIN
    IF v_doctor_id IS NOT NULL AND v_answer @> '{"status": "success", "result": {"doctor_id": null}}' THEN
        UPDATE clinic.appointments AS appointment
        SET
            doctor_id = v_doctor_id,
            may_overlap = true,
            overlap_reason = coalesce(appointment.overlap_reason, 'called from the queue')
        WHERE appointment.clinic_id = tenancy.current_clinic_id() AND appointment.id = p_appointment_id;
        v_answer := jsonb_set(v_answer, '{result,doctor_id}', to_jsonb(v_doctor_id)) || '{"idempotent": false}';
    END IF;
    RETURN v_answer;
END
$$;

ALTER FUNCTION booking.start_consultation(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.start_consultation(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.start_consultation(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.start_consultation(uuid) IS
    'Begins a consultation.';
