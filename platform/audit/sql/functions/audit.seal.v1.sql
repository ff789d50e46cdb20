-- Seal every entry whose transaction, and every transaction before it, is over: one seal for each clinic that
-- has any. Gives how many entries each takes in. Erases the values of rows that were restricted meanwhile.
-- Concurrency: reads the log, and locks nothing that writers need; two runs wait for one another. An entry of
-- a transaction that is still open, however old, is taken in by the first seal after that one's end. Only the
-- first run after the database has moved to another server makes writers wait until it is done.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.seal()
RETURNS TABLE (clinic_id uuid, number integer, entries bigint)
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
AS $$
DECLARE
    v_server bigint := (pg_control_system()).system_identifier;
    v_after_id bigint;
    v_from bigint;
    v_to bigint;
    v_has_moved boolean;
BEGIN
    LOCK TABLE audit.seals IN SHARE ROW EXCLUSIVE MODE;
    SELECT latest.after_id, latest.to_transaction, latest.server <> v_server
    INTO v_after_id, v_from, v_has_moved
    FROM audit.seals AS latest
    ORDER BY latest.id DESC
    LIMIT 1;
    IF NOT FOUND THEN
        v_after_id := 0;
        v_from := 0;
        v_has_moved := false;
    ELSIF v_has_moved THEN
        -- Nobody writes now, so that whatever is not sealed yet can be: the old count ends here.
        LOCK TABLE audit.audit_logs IN SHARE MODE;
        v_after_id := coalesce(pg_sequence_last_value('audit.audit_logs_id_seq'), 0);
        v_from := 0;
    END IF;
    v_to := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;

    RETURN QUERY
    WITH
    unsealed AS (
        SELECT entry.clinic_id, entry.id, audit.entry_digest(entry) AS digest
        FROM audit.audit_logs AS entry
        WHERE NOT v_has_moved
            AND entry.id > v_after_id
            AND entry.transaction_id >= v_from
            AND entry.transaction_id < v_to
        UNION ALL
        SELECT entry.clinic_id, entry.id, audit.entry_digest(entry)
        FROM audit.audit_logs AS entry
        WHERE v_has_moved
            AND NOT EXISTS (
                SELECT
                FROM audit.seals AS seal
                CROSS JOIN unnest(seal.entry_ids) AS sealed (id)
                WHERE sealed.id = entry.id
            )
        UNION ALL
        -- That it has moved stands in the platform's chain.
        SELECT NULL, NULL, NULL WHERE v_has_moved
    ),
    due AS (
        SELECT
            unsealed.clinic_id,
            array_remove(array_agg(unsealed.id ORDER BY unsealed.id), NULL) AS ids,
            array_remove(array_agg(unsealed.digest ORDER BY unsealed.id), NULL) AS digests
        FROM unsealed
        GROUP BY unsealed.clinic_id
    ),
    linked AS (
        SELECT
            due.*,
            coalesce(latest.number, 0) + 1 AS number,
            coalesce(latest.digest, '') AS previous
        FROM due
        LEFT JOIN LATERAL (
            SELECT last_one.number, last_one.digest
            FROM audit.seals AS last_one
            WHERE last_one.clinic_id IS NOT DISTINCT FROM due.clinic_id
            ORDER BY last_one.number DESC
            LIMIT 1
        ) AS latest ON true
    ),
    sealed AS (
        INSERT INTO audit.seals (
            clinic_id, number, server, after_id, from_transaction, to_transaction, entry_ids, entry_digests,
            previous, digest
        )
        SELECT
            linked.clinic_id,
            linked.number,
            v_server,
            v_after_id,
            v_from,
            v_to,
            linked.ids,
            linked.digests,
            linked.previous,
            audit.seal_digest(
                linked.clinic_id, linked.number, v_server, v_after_id, v_from, v_to, linked.ids,
                linked.digests, linked.previous
            )
        FROM linked
    )
    SELECT linked.clinic_id, linked.number, cardinality(linked.ids)::bigint
    FROM linked
    ORDER BY linked.clinic_id NULLS FIRST;

    -- A row that got restricted, or encrypted, has its values in earlier entries, for others to read.
    -- What it says after that is guarded, or for all to see again.
    PERFORM audit.erase_values(guarded.table_name, guarded.record_id, guarded.since_id)
    FROM (
        SELECT entry.table_name, entry.record_id, max(entry.id) AS since_id
        FROM audit.audit_logs AS entry
        WHERE entry.action = 'UPDATE'
            AND entry.changed_fields ?| ARRAY['access_restricted', 'is_encrypted']
            AND (
                v_has_moved
                OR entry.id > v_after_id AND entry.transaction_id >= v_from AND entry.transaction_id < v_to
            )
        GROUP BY entry.table_name, entry.record_id
    ) AS guarded;
END
$$;

REVOKE ALL ON FUNCTION audit.seal() FROM PUBLIC;

COMMENT ON FUNCTION audit.seal() IS 'Seals every entry that no running transaction could still come before.';
