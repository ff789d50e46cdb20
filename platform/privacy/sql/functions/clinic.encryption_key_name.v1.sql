-- Give the name of a key: eight hexadecimal digits, from which the key is not to be had.
-- Concurrency: none.
-- Raises: nothing.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION clinic.encryption_key_name(p_key text)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN left(encode(public.hmac('name of a key for SQL', p_key, 'sha256'), 'hex'), 8);

REVOKE ALL ON FUNCTION clinic.encryption_key_name(text) FROM PUBLIC;

COMMENT ON FUNCTION clinic.encryption_key_name(text) IS 'The name of a key, which is in what it encrypts.';
