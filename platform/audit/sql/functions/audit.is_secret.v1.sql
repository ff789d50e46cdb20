-- Say whether a column's name suggests a secret: what it holds is never stored.
-- Concurrency: none.
-- Raises: nothing.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION audit.is_secret(p_column text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN p_column <> 'is_encrypted'
    AND p_column ~ '(^|_)(password|passphrase|passcode|secret|token|credentials?|otp|pin|api_key|private_key|encryption_key|wrapped_key|hash|digest|encrypted|ciphertext)(_|$)'
    AND p_column !~ '_at$';

REVOKE ALL ON FUNCTION audit.is_secret(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.is_secret(text) TO clinic_audit;

COMMENT ON FUNCTION audit.is_secret(text) IS 'Whether a column''s name suggests a secret.';
