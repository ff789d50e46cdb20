DO $$
BEGIN
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET search_path', current_user, current_database());
END
$$;

SET search_path = public;
