-- Say whether there is such a patient in the clinic acted in for whom the person who acts may book: anybody
-- for a member, themselves for a patient.
-- Concurrency: reads alone.
-- Raises: nothing.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.is_patient(p_patient_id uuid)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM clinic.patients AS patient
        WHERE patient.clinic_id = tenancy.current_clinic_id()
            AND patient.id = p_patient_id
            AND patient.deleted_at IS NULL
            AND (current_setting('role') <> 'clinic_patient' OR patient.user_id = tenancy.current_user_id())
    );
END
$$;

REVOKE ALL ON FUNCTION booking.is_patient(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.is_patient(uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.is_patient(uuid) IS
    'Whether the person who acts may book for this patient.';
