-- Register a patient who came without an appointment: one of today, without a slot, with a place in the queue;
-- with a doctor, or whoever is free. It stands beside the doctor's other appointments, marked so.
-- Answers as booking.create_booking; conflicts: doctor_inactive, doctor_away (it is their day off), has_appointment_today
-- (the patient is expected, or being seen: check them in; the appointment is named); errors: patient_not_found,
-- doctor_not_found. In today's queue already: success, idempotent, with the appointment that brought them there.
-- Concurrency: of a patient one registration at a time; then the day's queue.
-- Raises: 0A000 in a transaction that cannot see what others have committed (REPEATABLE READ and above).
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.register_walk_in(
    p_patient_id uuid,
    p_doctor_id uuid DEFAULT NULL,
    p_visit_reason text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_reason text := NULLIF(btrim(p_visit_reason), '');
    v_own record;
    v_appointment clinic.appointments;
BEGIN
    IF NOT booking.is_patient(p_patient_id) THEN
        RETURN booking.refusal('patient_not_found');
    END IF;
    SELECT
        clinics.code,
        clinics.timezone,
        (clock_timestamp() AT TIME ZONE clinics.timezone)::date AS today,
        doctor.id AS doctor_id,
        coalesce(doctor.consultation_duration_minutes, 15) AS duration_minutes,
        doctor.blocked_dates ? to_char(clock_timestamp() AT TIME ZONE clinics.timezone, 'YYYY-MM-DD') AS is_away,
        doctor.id IS NOT NULL AND NOT booking.sees_patients(
            doctor.deleted_at,
            doctor.license_expiry,
            login.is_active,
            (clock_timestamp() AT TIME ZONE clinics.timezone)::date
        ) AS is_inactive
    INTO v_own
    FROM clinic.clinics
    LEFT JOIN clinic.doctors AS doctor ON doctor.clinic_id = clinics.id AND doctor.id = p_doctor_id
    LEFT JOIN clinic.users AS login ON login.id = doctor.user_id
    WHERE clinics.id = v_clinic_id;
    IF p_doctor_id IS NOT NULL AND v_own.doctor_id IS NULL THEN
        RETURN booking.refusal('doctor_not_found');
    ELSIF v_own.is_inactive THEN
        RETURN booking.refusal('doctor_inactive');
    ELSIF v_own.is_away THEN
        RETURN booking.refusal('doctor_away');
    END IF;

    IF NOT booking.lock_patient(p_patient_id) THEN
        RETURN booking.refusal('patient_not_found');
    END IF;
    v_appointment := booking.of_patient_today(p_patient_id);
    IF v_appointment.queue_status IN ('waiting', 'called', 'serving') THEN
        RETURN booking.success(v_appointment, true);
    ELSIF v_appointment.id IS NOT NULL THEN
        RETURN booking.refusal('has_appointment_today', v_appointment.id);
    END IF;

    INSERT INTO clinic.appointments (
        clinic_id, patient_id, doctor_id, starts_at, duration_minutes, timezone, may_overlap, overlap_reason,
        appointment_type, visit_reason, status, source, booked_by, queue_status, checked_in_at, queue_number,
        appointment_number
    )
    VALUES (
        v_clinic_id,
        p_patient_id,
        p_doctor_id,
        date_trunc('minute', clock_timestamp()),
        v_own.duration_minutes,
        v_own.timezone,
        true,
        coalesce(v_reason, 'walk-in'),
        'walk_in',
        v_reason,
        'confirmed',
        'walk_in',
        booking.acting_user_id(),
        'waiting',
        clock_timestamp(),
        booking.give_queue_number(v_own.today),
        clinic.generate_appointment_number(v_own.code)
    )
    RETURNING * INTO v_appointment;
    RETURN booking.success(v_appointment, false);
END
$$;

ALTER FUNCTION booking.register_walk_in(uuid, uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.register_walk_in(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.register_walk_in(uuid, uuid, text) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.register_walk_in(uuid, uuid, text) IS
    'Registers a patient who came without an appointment.';
