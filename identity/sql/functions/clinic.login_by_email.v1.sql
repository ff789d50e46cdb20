-- Find the users who may sign in with an e-mail address: one per clinic where it is known, or the one of
-- the clinic whose code is given.
-- Concurrency: reads alone.
-- Raises: nothing; no row for an address unknown, a user without a password, inactive or deleted, a
-- clinic closed. Whether the account is locked is clinic.record_sign_in's to say.
-- Security: runs as the owner, past every policy, since nobody is signed in yet. It gives password
-- hashes and secrets: only the login clinic_app may call it, and only outside a person's role.
CREATE OR REPLACE FUNCTION clinic.login_by_email(p_email text, p_clinic_code text)
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
    two_factor_enabled boolean,
    two_factor_secret varchar
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
    account.two_factor_enabled,
    account.two_factor_secret
FROM clinic.users AS account
LEFT JOIN clinic.clinics AS home ON home.id = account.clinic_id
WHERE
    account.email OPERATOR(public.=) p_email::public.citext
    AND (p_clinic_code IS NULL OR home.code = upper(p_clinic_code))
    AND account.password_hash IS NOT NULL
    AND account.is_active
    AND account.deleted_at IS NULL
    AND (account.clinic_id IS NULL OR (home.is_active AND home.deleted_at IS NULL))
$$;

REVOKE ALL ON FUNCTION clinic.login_by_email(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.login_by_email(text, text) TO clinic_app;

COMMENT ON FUNCTION clinic.login_by_email(text, text) IS 'Who may sign in with this e-mail address, at any clinic or at the one with this code.';
