-- Refuse to delete a patient who is expected, today or later, or is being seen: nobody at the desk would see whom they
-- call. Cancel the appointments first.
-- Concurrency: the patient is locked before; bookings share that lock, so that none comes in between.
-- Raises: 23514 patients_expected_stay.
-- Security: runs as the owner, since it looks at all appointments of the patient, by the clinic and keys that composite
-- keys hold. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.keep_expected_patient()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM clinic.appointments AS appointment
        WHERE appointment.clinic_id = NEW.clinic_id
            AND appointment.patient_id = NEW.id
            AND appointment.status IN ('scheduled', 'confirmed', 'in_progress')
            AND appointment.deleted_at IS NULL
            AND appointment.appointment_date >= (clock_timestamp() AT TIME ZONE appointment.timezone)::date
    ) THEN
        RAISE EXCEPTION 'a patient who is expected stays: cancel their appointments first'
            USING
                ERRCODE = 'check_violation',
                SCHEMA = 'clinic',
                TABLE = 'patients',
                CONSTRAINT = 'patients_expected_stay';
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION clinic.keep_expected_patient() FROM PUBLIC;

COMMENT ON FUNCTION clinic.keep_expected_patient() IS
    'Trigger function: refuses to delete a patient who is expected.';
