-- Read an address, or nothing. Of the many ways to write an IPv6 address it knows the one in full.
-- Concurrency: none.
-- Raises: nothing.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION audit.inet_or_null(p_text text)
RETURNS inet
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_text ~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(?!$)|$)){4}$'
        OR p_text ~ '^[0-9a-f]{4}(:[0-9a-f]{4}){7}$'
    THEN p_text::inet
END;

REVOKE ALL ON FUNCTION audit.inet_or_null(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.inet_or_null(text) TO clinic_audit;

COMMENT ON FUNCTION audit.inet_or_null(text) IS 'An address, or NULL for any other text.';
