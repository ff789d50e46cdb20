-- Keep an event that another system has sent, once: what was there already is left as it is.
-- It belongs to the clinic that the receiver acts for, or to the platform where it acts for none. Give its
-- id, and whether it is new.
-- Concurrency: of two calls with one event the second waits for the first to commit. Sleeping workers are
-- woken, and only these: whoever notifies commits one after the other.
-- Raises: 22004 without a source, event id or payload, which JSON's null is not either; 22023 for an empty source, an
-- event id that is empty or longer than 255 characters, a payload of more than 100 levels; 22001 for a source longer than
-- 100, a type longer than 200.
-- Security: runs as clinic_definer, whose policy gives it the clinic acted for. It believes the caller that
-- the event is genuine: signatures are verified before.
CREATE OR REPLACE FUNCTION webhook.receive_event(
    p_source text,
    p_event_id text,
    p_payload jsonb,
    p_event_type text DEFAULT NULL,
    p_ordering_key text DEFAULT NULL,
    p_signature text DEFAULT NULL,
    OUT id uuid,
    OUT is_new boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    c_longest_id CONSTANT integer := 255;
    c_long CONSTANT integer := 800;
    v_clinic_id uuid := tenancy.current_clinic_id();
BEGIN
    -- Here, and by no constraint: each of those is made ready anew for every statement that writes to the table.
    IF (p_source <> '' AND length(p_event_id) BETWEEN 1 AND c_longest_id AND p_payload <> 'null') IS NOT TRUE THEN
        IF p_source IS NULL OR p_event_id IS NULL OR coalesce(p_payload, 'null') = 'null' THEN
            RAISE EXCEPTION 'an event has a source, an id and a payload'
                USING ERRCODE = 'null_value_not_allowed';
        END IF;
        RAISE EXCEPTION 'the source or the id of the event is empty, or the id is longer than %', c_longest_id
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- What is short cannot be so deep: each level takes 8 bytes.
    IF pg_catalog.pg_column_size(p_payload) > c_long AND p_payload @? '$.**{101}' THEN
        RAISE EXCEPTION 'the payload is nested more than 100 levels deep'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    id := clinic.uuid_v7();
    INSERT INTO clinic.webhook_events (
        id, clinic_id, source, event_id, event_type, ordering_key, payload, signature
    )
    VALUES (
        receive_event.id, v_clinic_id, p_source, p_event_id, p_event_type, p_ordering_key, p_payload, p_signature
    )
    -- Without naming the key, which asks for what the policies of reading say as well.
    ON CONFLICT DO NOTHING;
    is_new := FOUND;
    IF NOT is_new THEN
        SELECT event.id
        INTO id
        FROM clinic.webhook_events AS event
        WHERE event.clinic_id IS NOT DISTINCT FROM v_clinic_id
            AND event.source = p_source
            AND event.event_id = p_event_id;
    ELSIF to_timestamp(pg_catalog.pg_sequence_last_value('webhook.asleep_until') / 1e6) > clock_timestamp() THEN
        NOTIFY webhook_events;
    END IF;
END
$$;

ALTER FUNCTION webhook.receive_event(text, text, jsonb, text, text, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION webhook.receive_event(text, text, jsonb, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.receive_event(text, text, jsonb, text, text, text) TO clinic_worker;

COMMENT ON FUNCTION webhook.receive_event(text, text, jsonb, text, text, text) IS
    'Keeps an event that another system has sent, once; gives its id, and whether it is new.';
