-- Book a slot for a patient. The answer is kept under the caller's key, a clinic's own: the same request again
-- gets the same success, marked idempotent; after a refusal it is tried anew.
-- Answers {"status": "success", "idempotent", "result": {"appointment_id", "appointment_number", "starts_at", ...}},
-- or {"status", "code"}. Conflicts: slot_unavailable (taken, or held by somebody else), slot_blocked, slot_in_past,
-- too_far_ahead, daily_limit_reached, patient_overlap, doctor_inactive. Errors: invalid_input (an argument is
-- missing, or the key is blank or longer than 255 characters; nothing is kept), slot_not_found,
-- patient_not_found, idempotency_mismatch (the key was used for another slot or patient, or by somebody else).
-- Concurrency: locks as booking.book says, and the key last. Of two calls with one new key the second waits for
-- the first, and gets its answer. Sequential scans are off, since plans are kept while tables grow from nothing.
-- Raises: 42501 when user or clinic are not those who act; 0A000 in a transaction that cannot see what others have
-- committed (REPEATABLE READ and above); 40001 where others were quicker three times over.
-- Security: runs as clinic_definer, whose policies keep it in the clinic acted in. A patient books for themself,
-- everybody else for anyone.
CREATE OR REPLACE FUNCTION booking.create_booking(
    p_idempotency_key text,
    p_user_id uuid,
    p_clinic_id uuid,
    p_slot_id uuid,
    p_patient_id uuid,
    p_visit_reason text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
SET enable_seqscan = off
AS $$
DECLARE
    v_reason text := NULLIF(btrim(p_visit_reason), '');
    v_request booking.booking_requests;
    v_offer booking.slot_offer;
    v_is_overlapping boolean := false;
    v_answer jsonb;
BEGIN
    IF (p_user_id = tenancy.current_user_id() AND p_clinic_id = tenancy.current_clinic_id()) IS NOT TRUE THEN
        RAISE EXCEPTION 'a booking is made by whoever acts, in the clinic they act in'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF p_slot_id IS NULL OR p_patient_id IS NULL
        OR (length(p_idempotency_key) <= 255 AND p_idempotency_key ~ '\S') IS NOT TRUE
    THEN
        RETURN booking.refusal('invalid_input');
    END IF;

    FOR v_attempt IN 1 .. 3 LOOP
        SELECT *
        INTO v_request
        FROM booking.booking_requests AS request
        WHERE request.clinic_id = p_clinic_id AND request.idempotency_key = p_idempotency_key;
        IF FOUND THEN
            IF (v_request.actor_id, v_request.slot_id, v_request.patient_id)
                IS DISTINCT FROM (p_user_id, p_slot_id, p_patient_id)
            THEN
                RETURN booking.refusal('idempotency_mismatch');
            ELSIF v_request.status = 'success' THEN
                RETURN jsonb_build_object('status', 'success', 'idempotent', true, 'result', v_request.result);
            END IF;
        ELSE
            v_request.idempotency_key := p_idempotency_key;
            v_request.user_id := booking.acting_user_id();
            v_request.actor_id := p_user_id;
            v_request.clinic_id := p_clinic_id;
            v_request.slot_id := p_slot_id;
            v_request.patient_id := p_patient_id;
        END IF;

        v_offer := booking.offer(p_slot_id, p_patient_id);
        IF v_is_overlapping OR v_offer.obstacle IS NOT NULL THEN
            v_answer := booking.refusal(coalesce(v_offer.obstacle, 'slot_unavailable'));
            IF booking.keep_answer(v_request, v_answer) THEN
                RETURN v_answer;
            END IF;
        ELSE
            BEGIN
                v_answer := booking.book(v_offer, p_patient_id, v_reason);
                IF booking.keep_answer(v_request, v_answer) THEN
                    RETURN v_answer;
                END IF;
                RAISE EXCEPTION 'answered meanwhile' USING ERRCODE = 'CB001';
            EXCEPTION
                WHEN exclusion_violation THEN
                    v_is_overlapping := true;
                WHEN SQLSTATE 'CB001' OR unique_violation THEN
                    -- What was done here is undone: the other's answer holds, or their number.
                    NULL;
            END;
        END IF;
    END LOOP;
    RAISE EXCEPTION 'another transaction has used the key or the number: try again in a new one'
        USING ERRCODE = 'serialization_failure';
END
$$;

ALTER FUNCTION booking.create_booking(text, uuid, uuid, uuid, uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION booking.create_booking(text, uuid, uuid, uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.create_booking(text, uuid, uuid, uuid, uuid, text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION booking.create_booking(text, uuid, uuid, uuid, uuid, text) IS
    'Books a slot for a patient; the same key again gets the same answer.';
