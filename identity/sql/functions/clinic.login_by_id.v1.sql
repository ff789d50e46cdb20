-- Find the user of a session, as long as they may sign in. A lock holds up sign-in alone: a session goes on,
-- or else anybody could end it by guessing.
-- Concurrency: reads alone.
-- Raises: nothing; no row for an address unknown, a user inactive or deleted, a clinic closed.
-- Security: runs as the owner, past every policy, since nobody is signed in yet. It gives password
-- hashes: only the login clinic_app may call it, and only outside a person's role.
CREATE OR REPLACE FUNCTION clinic.login_by_id(p_user_id uuid)
RETURNS TABLE (
    id uuid,
    clinic_id uuid,
    email public.citext,
    password_hash varchar,
    full_name varchar,
    display_name varchar,
    role clinic.user_role,
    is_active boolean,
    language varchar,
    timezone varchar,
    last_login_at timestamptz,
    two_factor_enabled boolean
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT
    account.id,
    account.clinic_id,
    account.email,
    account.password_hash,
    account.full_name,
    account.display_name,
    account.role,
    account.is_active,
    account.language,
    account.timezone,
    account.last_login_at,
    account.two_factor_enabled
FROM clinic.users AS account
LEFT JOIN clinic.clinics AS home ON home.id = account.clinic_id
WHERE
    account.id = p_user_id
    AND account.is_active
    AND account.deleted_at IS NULL
    AND (account.clinic_id IS NULL OR (home.is_active AND home.deleted_at IS NULL))
$$;

REVOKE ALL ON FUNCTION clinic.login_by_id(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.login_by_id(uuid) TO clinic_app;

COMMENT ON FUNCTION clinic.login_by_id(uuid) IS 'The user of a session, as long as they may sign in.';
