-- Whether too many attempts have locked an account for now: then no password of it is looked at.
-- Raises: nothing; false for an unknown user.
-- Security: runs as the owner, since no role may read the column. Only the login clinic_app may call it,
-- and only outside a person's role.
CREATE OR REPLACE FUNCTION clinic.is_locked(p_user_id uuid)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT EXISTS (SELECT FROM clinic.users WHERE id = p_user_id AND locked_until > now())
$$;

REVOKE ALL ON FUNCTION clinic.is_locked(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.is_locked(uuid) TO clinic_app;

COMMENT ON FUNCTION clinic.is_locked(uuid) IS 'Whether failed attempts have locked an account for now.';
