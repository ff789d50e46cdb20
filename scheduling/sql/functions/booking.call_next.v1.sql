-- Call the next patient in today's queue: of a doctor, who unless named is the doctor who acts, those who wait for
-- that doctor or for whoever is free; else anybody. It is the turn of who has waited longest since both their
-- arrival and their time: who comes early does not overtake, and who comes late stands behind.
-- Answers as booking.create_booking; conflicts: queue_empty; errors: doctor_not_found.
-- Concurrency: two who call at once call two patients: a patient being called is passed over.
-- Raises: nothing of its own.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in.
CREATE OR REPLACE FUNCTION booking.call_next(p_doctor_id uuid DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_doctor_id uuid := coalesce(p_doctor_id, clinic.current_doctor_id());
    v_timezone text;
    v_today date;
    v_appointment clinic.appointments;
BEGIN
    SELECT clinics.timezone, (clock_timestamp() AT TIME ZONE clinics.timezone)::date
    INTO v_timezone, v_today
    FROM clinic.clinics
    WHERE clinics.id = v_clinic_id;
    IF v_doctor_id IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM clinic.doctors AS doctor
        WHERE doctor.clinic_id = v_clinic_id AND doctor.id = v_doctor_id AND doctor.deleted_at IS NULL
    ) THEN
        RETURN booking.refusal('doctor_not_found');
    END IF;
    UPDATE clinic.appointments AS called
    SET
        queue_status = 'called',
        -- Clocks differ, and people type.
        called_at = greatest(clock_timestamp(), called.checked_in_at),
        doctor_id = coalesce(called.doctor_id, v_doctor_id),
        -- Whoever waits for anybody has not taken this doctor's time.
        may_overlap = called.may_overlap OR (called.doctor_id IS NULL AND v_doctor_id IS NOT NULL),
        overlap_reason = CASE
            WHEN called.may_overlap OR called.doctor_id IS NOT NULL OR v_doctor_id IS NULL THEN called.overlap_reason
            ELSE 'called from the queue'
        END
    WHERE called.clinic_id = v_clinic_id
        AND called.id = (
            SELECT waiting.id
            FROM clinic.appointments AS waiting
            WHERE waiting.clinic_id = v_clinic_id
                AND waiting.queue_status = 'waiting'
                AND waiting.starts_at >= v_today::timestamp AT TIME ZONE v_timezone
                AND waiting.starts_at < (v_today + 1)::timestamp AT TIME ZONE v_timezone
                AND waiting.deleted_at IS NULL
                AND (v_doctor_id IS NULL OR waiting.doctor_id IS NULL OR waiting.doctor_id = v_doctor_id)
            ORDER BY greatest(waiting.starts_at, waiting.checked_in_at), waiting.id
            LIMIT 1
            FOR NO KEY UPDATE SKIP LOCKED
        )
    RETURNING * INTO v_appointment;
    IF NOT FOUND THEN
        RETURN booking.refusal('queue_empty');
    END IF;
    RETURN booking.success(v_appointment, false);
END
$$;

ALTER FUNCTION booking.call_next(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.call_next(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.call_next(uuid) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.call_next(uuid) IS
    'Calls the next patient in the queue.';
