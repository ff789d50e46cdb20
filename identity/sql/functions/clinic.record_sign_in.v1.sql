-- Let somebody in whose password was right: true when it was done, false when the account is locked or the
-- one-time code is missing or used. It sets when and from where, and ends the count of failed attempts.
-- Concurrency: compare-and-set; of two sign-ins with the same code one gets true.
-- Raises: nothing; false for an unknown user.
-- Security: runs as the owner, since no role may write the columns. Only the login clinic_app may call
-- it, and only outside a person's role. Where two-factor sign-in is on it takes the time step of a code,
-- later than any that was used: a code is good once.
CREATE OR REPLACE FUNCTION clinic.record_sign_in(p_user_id uuid, p_address inet, p_step bigint)
RETURNS boolean
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
WITH signed_in AS (
    UPDATE clinic.users
    SET
        failed_login_attempts = 0,
        locked_until = NULL,
        last_login_at = now(),
        last_login_ip = p_address,
        two_factor_last_step = CASE WHEN two_factor_enabled THEN p_step END
    WHERE id = p_user_id
        AND (locked_until IS NULL OR locked_until <= now())
        AND (NOT two_factor_enabled OR p_step > coalesce(two_factor_last_step, -1))
    RETURNING id
)
SELECT EXISTS (SELECT FROM signed_in)
$$;

REVOKE ALL ON FUNCTION clinic.record_sign_in(uuid, inet, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.record_sign_in(uuid, inet, bigint) TO clinic_app;

COMMENT ON FUNCTION clinic.record_sign_in(uuid, inet, bigint) IS
    'Lets in who has the right password, unless the account is locked or the code is not good.';
