-- Say what a setting's value should be where it is not of the kind that clinic.known_settings() names; NULL where
-- nothing is wrong with it, as with any value of a setting that is not known.
-- Concurrency: none.
-- Raises: nothing.
-- Security: tells nothing of anybody. A CHECK asks it of whatever is written, and clinic.setting of what it gives.
CREATE OR REPLACE FUNCTION clinic.setting_fault(p_category text, p_key text, p_value jsonb)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    v_known record;
    v_text text := p_value #>> '{}';
BEGIN
    SELECT known.kind, known.at_least, known.at_most
    INTO v_known
    FROM clinic.known_settings() AS known
    WHERE known.category = p_category AND known.key = p_key;
    IF v_known.kind = 'text' THEN
        IF jsonb_typeof(p_value) = 'string' AND length(v_text) BETWEEN v_known.at_least AND v_known.at_most THEN
            RETURN NULL;
        END IF;
        RETURN format('A text in quotation marks, of %s to %s characters.', v_known.at_least, v_known.at_most);
    ELSIF v_known.kind IS NOT NULL THEN
        IF jsonb_typeof(p_value) = 'number'
            -- 15.0 is no whole number to who reads it as an integer.
            AND (v_known.kind = 'number' OR v_text ~ '^-?[0-9]+$')
            AND v_text::numeric BETWEEN v_known.at_least AND v_known.at_most
        THEN
            RETURN NULL;
        END IF;
        RETURN format('A %s from %s to %s.', v_known.kind, v_known.at_least, v_known.at_most);
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.setting_fault(text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.setting_fault(text, text, jsonb) TO clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION clinic.setting_fault(text, text, jsonb) IS
    'What a known setting''s value should be, where it is not; else NULL.';
