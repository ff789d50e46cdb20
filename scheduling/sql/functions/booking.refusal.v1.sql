-- Write a refusal: a conflict might be none at another time or for another slot; an error is one anywhere.
-- Concurrency: none.
-- Raises: nothing.
-- Security: none.
CREATE OR REPLACE FUNCTION booking.refusal(p_code text)
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
);

REVOKE ALL ON FUNCTION booking.refusal(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.refusal(text) TO clinic_definer;

COMMENT ON FUNCTION booking.refusal(text) IS
    'A refusal as booking functions answer it.';
