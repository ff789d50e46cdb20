-- Decrypt what clinic.encrypt_sensitive_data has encrypted. NULL stays NULL.
-- Concurrency: none.
-- Raises: CB002 without a key; CB003 for what another key has encrypted, and names both; CB004 for what the
-- application has encrypted, which it alone can read; CB005 for a text that is no ciphertext, or was altered.
-- Security: as clinic.encrypt_sensitive_data. What pgcrypto says of a message is not passed on.
CREATE OR REPLACE FUNCTION clinic.decrypt_sensitive_data(p_text text)
RETURNS text
LANGUAGE plpgsql
STABLE STRICT
SET search_path = ''
AS $$
DECLARE
    v_key text := clinic.encryption_key();
    v_name text := clinic.encryption_key_name(v_key);
BEGIN
    IF p_text ~ '^1\.[0-9a-f]{1,9}\.[A-Za-z0-9_-]+$' THEN
        RAISE EXCEPTION 'this was encrypted by the application, which alone can read it'
            USING ERRCODE = 'CB004', HINT = 'Read it in the application: its key is not the database''s to know.';
    ELSIF p_text !~ '^pgp\.[0-9a-f]{8}\.[A-Za-z0-9+/]+=*$' THEN
        RAISE EXCEPTION 'this is no ciphertext of clinic.encrypt_sensitive_data' USING ERRCODE = 'CB005';
    ELSIF split_part(p_text, '.', 2) <> v_name THEN
        RAISE EXCEPTION 'this was encrypted with the key %, and the transaction has the key %',
            split_part(p_text, '.', 2), v_name
            USING ERRCODE = 'CB003';
    END IF;
    BEGIN
        RETURN public.pgp_sym_decrypt(decode(split_part(p_text, '.', 3), 'base64'), v_key);
    EXCEPTION WHEN external_routine_invocation_exception OR data_exception THEN
        RAISE EXCEPTION 'this ciphertext was altered' USING ERRCODE = 'CB005';
    END;
END
$$;

REVOKE ALL ON FUNCTION clinic.decrypt_sensitive_data(text) FROM PUBLIC;

COMMENT ON FUNCTION clinic.decrypt_sensitive_data(text) IS
    'Decrypts with the transaction''s app.encryption_key what clinic.encrypt_sensitive_data has encrypted.';
