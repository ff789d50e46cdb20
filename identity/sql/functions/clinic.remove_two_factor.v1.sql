-- Switch off the two-factor sign-in of somebody who has lost their telephone.
-- Concurrency: a second call changes nothing.
-- Raises: 42501 when the person who acts may not do that for this user, or the user is not there,
-- or is themselves: one's own takes the old password.
-- Security: runs as clinic_definer, since no person's role may write the secret. Its policy lets an admin
-- reach the people of the clinic they act in, a superadmin everybody.
CREATE OR REPLACE FUNCTION clinic.remove_two_factor(p_user_id uuid)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    UPDATE clinic.users
    SET two_factor_enabled = false, two_factor_secret = NULL, two_factor_last_step = NULL
    WHERE id = p_user_id AND id <> tenancy.current_user_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'two-factor sign-in of user % is not switched off', p_user_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

ALTER FUNCTION clinic.remove_two_factor(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.remove_two_factor(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.remove_two_factor(uuid) TO clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.remove_two_factor(uuid) IS
    'Switches off a user''s two-factor sign-in: by an admin of their clinic, or a superadmin.';
