-- Find out what a row is or was, or what an update changed, in a table for which audit.watch has not yet
-- written the faster functions of its own: its columns are others since. Knows a row by its JSON.
-- Concurrency: looks at the two rows alone.
-- Raises: nothing.
-- Security: stores nothing that was decided never to be, nor a column that is named like a secret.
CREATE OR REPLACE FUNCTION audit.changes(p_table oid, p_old jsonb, p_new jsonb)
RETURNS audit.change
LANGUAGE sql
STABLE
AS $$
WITH
decided AS (
    SELECT decision.never_stored
    FROM pg_catalog.pg_class AS relation
    LEFT JOIN audit.decisions AS decision
        ON decision.table_schema = relation.relnamespace::regnamespace::text
        AND decision.table_name = relation.relname
    WHERE relation.oid = p_table
),
guarded AS (
    SELECT
        bool_or(
            image @> '{"access_restricted": true}'
            OR image @> '{"is_encrypted": true}'
            -- What is never stored has another name now, which nobody knows here.
            OR NOT image ?& never_stored
        ) AS names_only
    FROM decided
    CROSS JOIN (VALUES (p_old), (p_new)) AS images (image)
),
field AS (
    SELECT
        name,
        old_value,
        new_value,
        coalesce(name = ANY (never_stored), false) OR audit.is_secret(name) AS is_secret
    FROM jsonb_each(p_old) AS old_field (name, old_value)
    FULL JOIN jsonb_each(p_new) AS new_field (name, new_value) USING (name)
    CROSS JOIN decided
    WHERE name <> 'updated_at'
        AND coalesce(old_value, 'null') <> coalesce(new_value, 'null')
)
SELECT
    coalesce(p_new, p_old) ->> 'id',
    audit.uuid_or_null(
        coalesce(p_new, p_old) ->> CASE p_table WHEN to_regclass('clinic.clinics') THEN 'id' ELSE 'clinic_id' END
    ),
    jsonb_agg(name) FILTER (WHERE names_only OR p_old IS NOT NULL AND p_new IS NOT NULL),
    jsonb_object_agg(name, old_value) FILTER (WHERE p_old IS NOT NULL AND NOT (names_only OR is_secret)),
    jsonb_object_agg(name, new_value) FILTER (WHERE p_new IS NOT NULL AND NOT (names_only OR is_secret))
FROM field CROSS JOIN guarded
$$;

REVOKE ALL ON FUNCTION audit.changes(oid, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.changes(oid, jsonb, jsonb) TO clinic_audit;

COMMENT ON FUNCTION audit.changes(oid, jsonb, jsonb) IS 'What is recorded of a row of any table.';
