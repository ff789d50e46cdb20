-- Give somebody a password: a first one, or a new one for who has forgotten theirs. It unlocks the account.
-- Concurrency: the last of two calls wins.
-- Raises: 42501 when the person who acts may not give this user a password, or the user is not there,
-- or is themselves: one's own takes the old password.
-- Security: runs as clinic_definer, since no person's role may write the column. Its policy lets an admin
-- reach the people of the clinic they act in, a superadmin everybody.
CREATE OR REPLACE FUNCTION clinic.give_password_hash(p_user_id uuid, p_new text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    UPDATE clinic.users
    SET
        password_hash = p_new,
        password_changed_at = now(),
        failed_login_attempts = 0,
        locked_until = NULL
    WHERE id = p_user_id AND p_new <> '' AND id <> tenancy.current_user_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'user % is not given a password', p_user_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

ALTER FUNCTION clinic.give_password_hash(uuid, text) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.give_password_hash(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.give_password_hash(uuid, text) TO clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.give_password_hash(uuid, text) IS
    'Gives a user a password: by an admin of their clinic, or a superadmin.';
