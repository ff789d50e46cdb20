-- Keep an event that a source has delivered to the web process, once: what was there already is left as it is. It
-- belongs to the source's clinic, or to the platform. True for one that is new, false for one that was there,
-- NULL where there is no such source, or it is switched off by now.
-- Concurrency: of two calls with one event the second waits for the first to commit. Sleeping workers are
-- woken, and only these: whoever notifies commits one after the other.
-- Raises: 22004 without an event id or payload, which JSON's null is not either; 22023 for an event id that is
-- empty or longer than 255 characters, and for a payload of more than 100 levels; 22001 for a type longer than 200.
-- Security: runs as clinic_definer, whose policy wants the source's own clinic and name. It believes the caller
-- that the event is genuine: signatures are verified before. Only the login clinic_app may call it, and only
-- outside a person's role.
CREATE OR REPLACE FUNCTION webhook.receive_delivery(
    p_source_id uuid,
    p_event_id text,
    p_payload jsonb,
    p_event_type text DEFAULT NULL,
    p_ordering_key text DEFAULT NULL,
    p_signature text DEFAULT NULL
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    c_longest_id CONSTANT integer := 255;
    c_long CONSTANT integer := 800;
    v_source clinic.webhook_sources;
    v_is_new boolean;
BEGIN
    IF (length(p_event_id) BETWEEN 1 AND c_longest_id AND p_payload <> 'null') IS NOT TRUE THEN
        IF p_event_id IS NULL OR coalesce(p_payload, 'null') = 'null' THEN
            RAISE EXCEPTION 'an event has an id and a payload'
                USING ERRCODE = 'null_value_not_allowed';
        END IF;
        RAISE EXCEPTION 'the id of the event is empty, or longer than %', c_longest_id
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- What is short cannot be so deep: each level takes 8 bytes.
    IF pg_catalog.pg_column_size(p_payload) > c_long AND p_payload @? '$.**{101}' THEN
        RAISE EXCEPTION 'the payload is nested more than 100 levels deep'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT source.id, source.clinic_id, source.name
    INTO v_source.id, v_source.clinic_id, v_source.name
    FROM clinic.webhook_sources AS source
    WHERE source.id = p_source_id AND source.is_active;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO clinic.webhook_events (
        clinic_id, webhook_id, source, event_id, event_type, ordering_key, payload, signature
    )
    VALUES (
        v_source.clinic_id, v_source.id, v_source.name, p_event_id, p_event_type, p_ordering_key, p_payload, p_signature
    )
    -- As in webhook.receive_event.
    ON CONFLICT DO NOTHING;
    v_is_new := FOUND;
    IF v_is_new
        AND to_timestamp(pg_catalog.pg_sequence_last_value('webhook.asleep_until') / 1e6) > clock_timestamp()
    THEN
        NOTIFY webhook_events;
    END IF;
    RETURN v_is_new;
END
$$;

ALTER FUNCTION webhook.receive_delivery(uuid, text, jsonb, text, text, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION webhook.receive_delivery(uuid, text, jsonb, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.receive_delivery(uuid, text, jsonb, text, text, text) TO clinic_app;

COMMENT ON FUNCTION webhook.receive_delivery(uuid, text, jsonb, text, text, text) IS
    'Keeps an event that a source has delivered, once; says whether it is new.';
