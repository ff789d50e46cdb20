-- Keep the answer of a request: of one that is new, or of one that was refused before. False where another call
-- has answered it meanwhile, whose answer holds.
-- Concurrency: waits for whoever uses the same key at the same time.
-- Raises: 40001 where what another has committed under the key can't be seen in this transaction.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.keep_answer(p_request booking.booking_requests, p_answer jsonb)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
AS $$
BEGIN
    IF p_request.id IS NULL THEN
        INSERT INTO booking.booking_requests (
            idempotency_key, user_id, actor_id, clinic_id, slot_id, patient_id, status, result, error, attempts
        )
        VALUES (
            p_request.idempotency_key,
            p_request.user_id,
            p_request.actor_id,
            p_request.clinic_id,
            p_request.slot_id,
            p_request.patient_id,
            p_answer ->> 'status',
            p_answer -> 'result',
            p_answer ->> 'code',
            1
        )
        ON CONFLICT (clinic_id, idempotency_key) DO NOTHING;
    ELSE
        UPDATE booking.booking_requests AS request
        SET
            status = p_answer ->> 'status',
            result = p_answer -> 'result',
            error = p_answer ->> 'code',
            attempts = request.attempts + 1
        WHERE request.clinic_id = p_request.clinic_id
            AND request.id = p_request.id
            AND request.status <> 'success';
    END IF;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION booking.keep_answer(booking.booking_requests, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.keep_answer(booking.booking_requests, jsonb) TO clinic_definer;

COMMENT ON FUNCTION booking.keep_answer(booking.booking_requests, jsonb) IS
    'Keeps the answer of a request; false where another has answered it meanwhile.';
