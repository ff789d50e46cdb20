-- Give the appointment of today by which a patient is in the queue, or by which they are expected: of two the one in the
-- queue. NULL where there is none; one of them may be left out.
-- Concurrency: reads alone; whoever acts upon it has locked the patient.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.of_patient_today(p_patient_id uuid, p_but uuid DEFAULT NULL)
RETURNS clinic.appointments
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    v_appointment clinic.appointments;
BEGIN
    SELECT other.*
    INTO v_appointment
    FROM clinic.appointments AS other
    JOIN clinic.clinics ON clinics.id = other.clinic_id
    CROSS JOIN LATERAL (
        SELECT (clock_timestamp() AT TIME ZONE clinics.timezone)::date::timestamp AS today
    ) AS local
    WHERE other.clinic_id = tenancy.current_clinic_id()
        AND other.patient_id = p_patient_id
        AND other.starts_at >= local.today AT TIME ZONE clinics.timezone
        AND other.starts_at < (local.today + interval '1 day') AT TIME ZONE clinics.timezone
        AND (
            other.queue_status IN ('waiting', 'called', 'serving')
            OR other.status IN ('scheduled', 'confirmed', 'in_progress')
        )
        AND other.deleted_at IS NULL
        AND other.id IS DISTINCT FROM p_but
    ORDER BY (other.queue_status IN ('waiting', 'called', 'serving')) IS TRUE DESC, other.starts_at, other.id
    LIMIT 1;
    RETURN v_appointment;
END
$$;

REVOKE ALL ON FUNCTION booking.of_patient_today(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.of_patient_today(uuid, uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.of_patient_today(uuid, uuid) IS
    'The appointment by which a patient is in today''s queue, or expected.';
