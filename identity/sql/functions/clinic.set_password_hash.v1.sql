-- Replace a user's password hash by compare-and-set: true when it was done, false when the current
-- hash is another one. It unlocks the account: whoever calls it knew the old one, or had the mail.
-- Concurrency: of two calls with the same current hash one gets true.
-- Raises: nothing; false for an unknown user, one who has no password yet, and an empty new one.
-- Security: runs as the owner, since no role may write the column. Only the login clinic_app may call
-- it, and only who knows the current hash can change it.
CREATE OR REPLACE FUNCTION clinic.set_password_hash(p_user_id uuid, p_current text, p_new text)
RETURNS boolean
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
WITH changed AS (
    UPDATE clinic.users
    SET
        password_hash = p_new,
        password_changed_at = now(),
        failed_login_attempts = 0,
        locked_until = NULL
    WHERE id = p_user_id AND password_hash = p_current AND p_new <> ''
    RETURNING id
)
SELECT EXISTS (SELECT FROM changed)
$$;

REVOKE ALL ON FUNCTION clinic.set_password_hash(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.set_password_hash(uuid, text, text) TO clinic_app;

COMMENT ON FUNCTION clinic.set_password_hash(uuid, text, text) IS
    'Replaces a password hash, if the current one is known.';
