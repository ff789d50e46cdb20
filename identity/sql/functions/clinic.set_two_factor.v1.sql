-- Switch a user's two-factor sign-in on with a new secret, or off with none: true when it was done, false
-- when the password hash is another one, or a secret is there already.
-- Concurrency: of two calls that switch it on one gets true.
-- Raises: nothing; false for an unknown user.
-- Security: runs as the owner, since no role may write the columns. Only the login clinic_app may call
-- it, and only who knows the current password hash can change anything. The
-- secret comes encrypted: a CHECK refuses any other.
CREATE OR REPLACE FUNCTION clinic.set_two_factor(
    p_user_id uuid,
    p_password_hash text,
    p_secret text,
    p_step bigint
)
RETURNS boolean
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
WITH changed AS (
    UPDATE clinic.users
    SET
        two_factor_enabled = p_secret IS NOT NULL,
        two_factor_secret = p_secret,
        -- The code that confirmed the secret is used.
        two_factor_last_step = CASE WHEN p_secret IS NOT NULL THEN p_step END
    WHERE id = p_user_id
        AND password_hash = p_password_hash
        AND (p_secret IS NULL OR NOT two_factor_enabled)
    RETURNING id
)
SELECT EXISTS (SELECT FROM changed)
$$;

REVOKE ALL ON FUNCTION clinic.set_two_factor(uuid, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.set_two_factor(uuid, text, text, bigint) TO clinic_app;

COMMENT ON FUNCTION clinic.set_two_factor(uuid, text, text, bigint) IS
    'Switches two-factor sign-in on or off, if the password hash is known.';
