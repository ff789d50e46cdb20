-- What a trigger finds out of a row before it writes the entry.
DO $$
BEGIN
    IF to_regtype('audit.change') IS NULL THEN
        CREATE TYPE audit.change AS (
            record_id text,
            clinic_id uuid,
            changed_fields jsonb,
            old_values jsonb,
            new_values jsonb
        );
    END IF;
END
$$;

COMMENT ON TYPE audit.change IS 'Whose row it is, and what of it changed.';
