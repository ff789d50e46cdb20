-- Whom to name as the one who did it: the person who acts; NULL for a superadmin, who is of no clinic.
-- Concurrency: reads settings alone.
-- Raises: nothing of its own.
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.acting_user_id()
RETURNS uuid
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN CASE WHEN current_setting('role') <> 'clinic_superadmin' THEN tenancy.current_user_id() END;
END
$$;

REVOKE ALL ON FUNCTION booking.acting_user_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.acting_user_id() TO clinic_definer;

COMMENT ON FUNCTION booking.acting_user_id() IS
    'The person who acts, if they are of the clinic.';
