-- Wait for whoever else books for a patient, and keep the patient from being deleted meanwhile. Say whether there is one.
-- Concurrency: holds the patient's advisory lock and shares their row until the transaction ends.
-- Raises: 0A000 as booking.sees_the_latest.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.lock_patient(p_patient_id uuid)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_is_locked boolean :=
        booking.sees_the_latest() AND booking.take_locks(booking.patient_key(p_patient_id)) IS NOT NULL;
BEGIN
    PERFORM
    FROM clinic.patients AS patient
    WHERE patient.clinic_id = tenancy.current_clinic_id() AND patient.id = p_patient_id AND patient.deleted_at IS NULL
    FOR SHARE;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION booking.lock_patient(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.lock_patient(uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.lock_patient(uuid) IS
    'Waits for whoever else books for a patient; says whether there is one.';
