-- The extensions that the project stands on; all of them come with PostgreSQL itself.
-- Raises 0A000, with what to install, when the server lacks one.
DO $$
DECLARE
    v_missing text;
BEGIN
    SELECT string_agg(needed, ', ')
    INTO v_missing
    FROM unnest(ARRAY['pgcrypto', 'btree_gist', 'pg_trgm', 'citext']) AS needed
    WHERE needed NOT IN (SELECT name FROM pg_catalog.pg_available_extensions);

    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION 'the PostgreSQL server lacks the extension %: install its contrib package (postgresql-contrib) and run migrate again', v_missing
            USING ERRCODE = 'feature_not_supported';
    END IF;
END
$$;

-- Digests and pgp encryption for SQL-only tools.
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
-- Equality of uuid beside ranges in one exclusion constraint.
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
-- Search that forgives typing errors.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
-- E-mail addresses that differ only in case are one address.
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;

-- Asked for by the plan; nothing depends on it, and some servers lack the library behind it.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
EXCEPTION
    WHEN OTHERS THEN
        RAISE NOTICE 'uuid-ossp is not available here, and not needed: %', SQLERRM;
END
$$;
