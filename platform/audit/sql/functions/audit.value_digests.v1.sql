-- Digest each value by itself, salted, so that a value can be erased and its digest stay.
-- Without a salt the values were erased, and what stands in their place are their digests.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.value_digests(p_salt bytea, p_values jsonb)
RETURNS jsonb
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_salt IS NULL OR p_values IS NULL THEN p_values
    ELSE (
        SELECT jsonb_object_agg(
            field.key,
            encode(
                sha256(p_salt || convert_to(field.key || '=' || field.value::text, 'UTF8')),
                'hex'
            )
        )
        FROM jsonb_each(p_values) AS field
    )
END;

REVOKE ALL ON FUNCTION audit.value_digests(bytea, jsonb) FROM PUBLIC;

COMMENT ON FUNCTION audit.value_digests(bytea, jsonb) IS 'A salted digest of each value.';
