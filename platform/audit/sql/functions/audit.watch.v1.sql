-- Audit a table from now on: write the decision down, and two functions for the table's own row type, which
-- know its columns; make the triggers. Running it again takes in columns that are new. What is never stored
-- is named in changed_fields alone. Of a row marked access_restricted or is_encrypted so is everything.
-- Generated columns are left out, since they follow from the others, and updated_at.
-- Concurrency: locks the table against writes for a moment, unless its triggers are there as they should be.
-- Raises: 42703 for a column that is to be left out and is not there; 42P01 for a table that is not there.
-- Security: for the owner alone. Names come from the catalogue, and are quoted.
CREATE OR REPLACE FUNCTION audit.watch(p_table text, p_never_stored text[], p_reason text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
AS $$
DECLARE
    c_changes CONSTANT text := $text$
CREATE OR REPLACE FUNCTION audit.changes(p_old %1$s, p_new %1$s)
RETURNS audit.change
LANGUAGE plpgsql
STABLE
AS $body$
DECLARE
    v_names text[] := '{}';
    v_old jsonb := '{}';
    v_new jsonb := '{}';
BEGIN%2$s
    IF v_names = '{}' THEN
        RETURN NULL;
    END IF;
    IF %3$s THEN
        v_old := NULL;
        v_new := NULL;
    END IF;
    RETURN ROW(%4$s, %5$s, to_jsonb(v_names), NULLIF(v_old, '{}'), NULLIF(v_new, '{}'))::audit.change;
END
$body$
    $text$;
    c_chunk CONSTANT text := $text$
    IF (%s) IS DISTINCT FROM (%s) THEN%s
    END IF;$text$;
    c_stored CONSTANT text := $text$
        IF %2$s IS DISTINCT FROM %3$s THEN v_names := v_names || %1$L::text; v_old := v_old || jsonb_build_object(%1$L, p_old.%1$I); v_new := v_new || jsonb_build_object(%1$L, p_new.%1$I); END IF;$text$;
    c_named CONSTANT text := $text$
        IF %2$s IS DISTINCT FROM %3$s THEN v_names := v_names || %1$L::text; END IF;$text$;
    c_image CONSTANT text := $text$
CREATE OR REPLACE FUNCTION audit.image(p_row %1$s)
RETURNS audit.change
LANGUAGE plpgsql
STABLE
AS $body$
DECLARE
    v_row jsonb := %2$s;
BEGIN
    IF %3$s THEN
        RETURN ROW(%4$s, %5$s, to_jsonb(array(SELECT jsonb_object_keys(v_row))), NULL, NULL)::audit.change;
    END IF;
    RETURN ROW(%4$s, %5$s, NULL, NULL, v_row)::audit.change;
END
$body$
    $text$;
    -- Before PostgreSQL 16 there is no quicker way to leave NULLs out.
    c_row CONSTANT text := CASE
        WHEN current_setting('server_version_num')::integer >= 160000
        THEN 'JSON_OBJECT(%1$s ABSENT ON NULL RETURNING jsonb)'
        ELSE '(SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(p_row) - %2$L::text[])'
            ' WHERE value <> ''null'')'
    END;
    v_table regclass := p_table::regclass;
    v_name text;
    v_schema text;
    v_columns text[];
    v_next_column smallint;
    v_missing text;
    v_record text;
    v_clinic text;
    v_guard text;
BEGIN
    SELECT
        relation.relname,
        relation.relnamespace::regnamespace::text,
        array_agg(field.attname::text ORDER BY field.attnum) FILTER (WHERE NOT field.attisdropped),
        max(field.attnum) + 1
    INTO v_name, v_schema, v_columns, v_next_column
    FROM pg_catalog.pg_class AS relation
    JOIN pg_catalog.pg_attribute AS field ON field.attrelid = relation.oid
    WHERE relation.oid = v_table AND field.attnum > 0
    GROUP BY relation.oid;

    SELECT name INTO v_missing FROM unnest(p_never_stored) AS name WHERE name <> ALL (v_columns);
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION '% has no column % to leave out of the audit', p_table, v_missing
            USING ERRCODE = 'undefined_column';
    END IF;

    v_record := CASE WHEN 'id' = ANY (v_columns) THEN '%1$s.id::text' ELSE 'NULL' END;
    v_clinic := CASE
        WHEN v_table = to_regclass('clinic.clinics') THEN '%1$s.id'
        WHEN 'clinic_id' = ANY (v_columns) THEN '%1$s.clinic_id'
        ELSE 'NULL'
    END;
    SELECT coalesce(string_agg(format('%%1$s.%1$I OR %%2$s.%1$I', name), ' OR '), 'false')
    INTO v_guard
    FROM unnest(v_columns) AS name
    WHERE name IN ('access_restricted', 'is_encrypted');

    -- Eight columns are compared at once; of those that are not all alike, one by one.
    EXECUTE (
        WITH
        field AS (
            SELECT
                attname AS name,
                row_number() OVER (ORDER BY attnum) AS place,
                attname = ANY (p_never_stored) AS is_secret,
                CASE WHEN audit.is_comparable(atttypid) THEN '%s.%I' ELSE '%s.%I::text' END AS compared
            FROM pg_catalog.pg_attribute
            WHERE attrelid = v_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                AND attname <> 'updated_at'
        ),
        chunk AS (
            SELECT
                (place - 1) / 8 AS place,
                string_agg(format(compared, 'p_old', name), ', ' ORDER BY place) AS old_ones,
                string_agg(format(compared, 'p_new', name), ', ' ORDER BY place) AS new_ones,
                string_agg(
                    format(
                        CASE WHEN is_secret THEN c_named ELSE c_stored END,
                        name,
                        format(compared, 'p_old', name),
                        format(compared, 'p_new', name)
                    ),
                    '' ORDER BY place
                ) AS one_by_one
            FROM field
            GROUP BY (place - 1) / 8
        )
        SELECT format(
            c_changes,
            v_table,
            string_agg(format(c_chunk, old_ones, new_ones, one_by_one), '' ORDER BY place),
            format(v_guard, 'p_old', 'p_new'),
            format(v_record, 'p_new'),
            format(v_clinic, 'p_new')
        )
        FROM chunk
    );

    EXECUTE (
        SELECT format(
            c_image,
            v_table,
            format(
                c_row,
                string_agg(format('%1$L: p_row.%1$I', attname), ', ' ORDER BY attnum) FILTER (WHERE is_stored),
                coalesce(array_agg(attname) FILTER (WHERE NOT is_stored), '{}')
            ),
            format(v_guard, 'p_row', 'p_row'),
            format(v_record, 'p_row'),
            format(v_clinic, 'p_row')
        )
        FROM pg_catalog.pg_attribute
        CROSS JOIN LATERAL (
            SELECT attgenerated = '' AND attname <> 'updated_at' AND attname <> ALL (p_never_stored)
        ) AS what (is_stored)
        WHERE attrelid = v_table AND attnum > 0 AND NOT attisdropped
    );

    EXECUTE format(
        'REVOKE ALL ON FUNCTION audit.changes(%1$s, %1$s), audit.image(%1$s) FROM PUBLIC;'
        'GRANT EXECUTE ON FUNCTION audit.changes(%1$s, %1$s), audit.image(%1$s) TO clinic_audit;',
        v_table
    );
    IF NOT audit.is_watched(v_table, v_next_column) THEN
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER audit_row AFTER INSERT OR UPDATE OR DELETE ON %1$s'
            ' FOR EACH ROW EXECUTE FUNCTION audit.audit_trigger_function(%2$s);'
            'CREATE OR REPLACE TRIGGER audit_truncate AFTER TRUNCATE ON %1$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION audit.audit_trigger_function();',
            v_table,
            v_next_column
        );
    END IF;

    INSERT INTO audit.decisions (table_schema, table_name, is_audited, never_stored, reason)
    VALUES (v_schema, v_name, true, p_never_stored, p_reason)
    ON CONFLICT (table_schema, table_name)
    DO UPDATE SET
        is_audited = true,
        never_stored = EXCLUDED.never_stored,
        reason = EXCLUDED.reason;
END
$$;

REVOKE ALL ON FUNCTION audit.watch(text, text[], text) FROM PUBLIC;

COMMENT ON FUNCTION audit.watch(text, text[], text) IS 'Audits a table from now on.';
