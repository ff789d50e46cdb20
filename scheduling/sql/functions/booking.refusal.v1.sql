-- Write a refusal: a conflict might be none at another time or for another slot; an error is one anywhere. An appointment
-- that is in the way is named.
-- Concurrency: none.
-- Raises: nothing.
-- Security: none.
CREATE OR REPLACE FUNCTION booking.refusal(p_code text, p_appointment_id uuid DEFAULT NULL)
RETURNS jsonb
LANGUAGE sql
IMMUTABLE
RETURN jsonb_build_object(
    'status',
    CASE
        WHEN p_code IN (
            'appointment_not_found', 'doctor_not_found', 'idempotency_mismatch', 'invalid_input',
            'patient_not_found', 'slot_not_found'
        )
        THEN 'error'
        ELSE 'conflict'
    END,
    'code',
    p_code
) || CASE
    WHEN p_appointment_id IS NULL THEN '{}'
    ELSE jsonb_build_object('appointment_id', p_appointment_id)
END;

REVOKE ALL ON FUNCTION booking.refusal(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.refusal(text, uuid) TO clinic_definer;

COMMENT ON FUNCTION booking.refusal(text, uuid) IS
    'A refusal as booking functions answer it.';
