-- Give the key of the advisory lock that whoever books for a patient, or lets them into the queue, holds.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody.
CREATE OR REPLACE FUNCTION booking.patient_key(p_patient_id uuid)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
RETURN hashtextextended('booking/patient/' || p_patient_id, 0);

REVOKE ALL ON FUNCTION booking.patient_key(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.patient_key(uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.patient_key(uuid) IS
    'The key of the advisory lock of a patient.';
