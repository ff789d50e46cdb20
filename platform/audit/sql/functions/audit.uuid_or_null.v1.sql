-- Read a uuid, or nothing: a context that is half set or garbage never stops a write. It knows every form that
-- PostgreSQL's own type reads, and with it the policies.
-- Concurrency: none.
-- Raises: nothing.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION audit.uuid_or_null(p_text text)
RETURNS uuid
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_text ~* '^([0-9a-f]{4}-?){7}[0-9a-f]{4}$|^\{([0-9a-f]{4}-?){7}[0-9a-f]{4}\}$' THEN p_text::uuid
END;

REVOKE ALL ON FUNCTION audit.uuid_or_null(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.uuid_or_null(text) TO clinic_audit;

COMMENT ON FUNCTION audit.uuid_or_null(text) IS 'A uuid, or NULL for any other text.';
