-- Count an attempt to sign in that failed; 5 in a row lock the account for 15 minutes. While it is locked the
-- count goes on and the lock grows no longer; once the lock has run out the count starts again.
-- Concurrency: attempts at once wait for each other, so that each is counted.
-- Raises: nothing; an unknown user is nobody's failure.
-- Security: runs as the owner, since no role may write the columns. Only the login clinic_app may call
-- it, and only outside a person's role.
CREATE OR REPLACE FUNCTION clinic.record_failed_sign_in(p_user_id uuid)
RETURNS void
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
-- A known account is written and an unknown one is not: neither answer waits for the disk.
SELECT set_config('synchronous_commit', 'off', true);

UPDATE clinic.users
SET
    failed_login_attempts = CASE
        WHEN locked_until <= now() THEN 1 ELSE failed_login_attempts + 1
    END,
    locked_until = CASE
        WHEN locked_until > now() THEN locked_until
        WHEN locked_until IS NULL AND failed_login_attempts + 1 >= 5
            THEN now() + interval '15 minutes'
    END
WHERE id = p_user_id;
$$;

REVOKE ALL ON FUNCTION clinic.record_failed_sign_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.record_failed_sign_in(uuid) TO clinic_app;

COMMENT ON FUNCTION clinic.record_failed_sign_in(uuid) IS
    'Counts a failed attempt to sign in; 5 in a row lock the account for 15 minutes.';
