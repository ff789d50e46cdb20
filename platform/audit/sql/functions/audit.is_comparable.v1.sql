-- Say whether two values of a type can be compared: some types have no "=", or have it in another schema.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the owner alone. The type's name is PostgreSQL's own spelling of it.
CREATE OR REPLACE FUNCTION audit.is_comparable(p_type regtype)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SET search_path = ''
AS $$
BEGIN
    EXECUTE format('SELECT NULL::%1$s IS DISTINCT FROM NULL::%1$s', p_type);
    RETURN true;
EXCEPTION WHEN undefined_function THEN
    RETURN false;
END
$$;

REVOKE ALL ON FUNCTION audit.is_comparable(regtype) FROM PUBLIC;

COMMENT ON FUNCTION audit.is_comparable(regtype) IS 'Whether two values of a type can be compared.';
