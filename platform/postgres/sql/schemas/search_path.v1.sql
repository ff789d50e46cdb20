-- Let the owner find every table by its bare name: Django's models name no schema.
-- On the role, since poolers refuse a search_path among the connection's options; and on this
-- session, since a role's setting counts from the next connection on.
DO $$
BEGIN
    EXECUTE format(
        'ALTER ROLE %I IN DATABASE %I SET search_path = public, clinic, audit, booking, webhook',
        current_user, current_database()
    );
END
$$;

SET search_path = public, clinic, audit, booking, webhook;
