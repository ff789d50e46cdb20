-- Encrypt a text for a tool that is SQL alone: `pgp.KEY.DATA`, KEY the key's name, DATA an OpenPGP message (AES-256) in
-- base64. NULL stays NULL. The key comes from app.encryption_key, and is random: so it is hashed once with a salt
-- (s2k-mode 1), and not 65,536 times, as a password would have to be.
-- Concurrency: none.
-- Raises: CB002 without a key.
-- Security: runs as whoever calls, which takes a grant: nobody has it but the owner. The tables' own columns take
-- the application's ciphertexts alone, which are bound to their rows as these are not.
CREATE OR REPLACE FUNCTION clinic.encrypt_sensitive_data(p_text text)
RETURNS text
LANGUAGE sql
VOLATILE STRICT
SET search_path = ''
AS $$
SELECT concat_ws(
    '.',
    'pgp',
    clinic.encryption_key_name(key),
    translate(
        encode(
            public.pgp_sym_encrypt(p_text, key, 'cipher-algo=aes256, s2k-mode=1, s2k-digest-algo=sha256, compress-algo=0'),
            'base64'
        ),
        E'\n',
        ''
    )
)
FROM clinic.encryption_key() AS key
$$;

REVOKE ALL ON FUNCTION clinic.encrypt_sensitive_data(text) FROM PUBLIC;

COMMENT ON FUNCTION clinic.encrypt_sensitive_data(text) IS
    'Encrypts a text with the transaction''s app.encryption_key, for tools that are SQL alone.';
