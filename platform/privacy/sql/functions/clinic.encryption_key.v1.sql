-- Give the key of the transaction, from app.encryption_key.
-- Concurrency: none.
-- Raises: CB002 where it is not set, or is shorter than 43 characters, as 32 random bytes in base64 are.
-- Security: runs as whoever calls. It gives away nothing that current_setting would not.
CREATE OR REPLACE FUNCTION clinic.encryption_key()
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = ''
AS $$
DECLARE
    v_key text := current_setting('app.encryption_key', true);
BEGIN
    IF coalesce(length(v_key), 0) < 43 THEN
        RAISE EXCEPTION 'there is no encryption key in this transaction'
            USING ERRCODE = 'CB002',
                HINT = 'SELECT set_config(''app.encryption_key'', $1, true), with 32 random bytes in base64 as a parameter.';
    END IF;
    RETURN v_key;
END
$$;

REVOKE ALL ON FUNCTION clinic.encryption_key() FROM PUBLIC;

COMMENT ON FUNCTION clinic.encryption_key() IS 'The key of the transaction, for the helpers of SQL-only tools.';
