-- Say how far the log is sealed: an entry is, up to this id or before this transaction. NULL before any seal.
-- Concurrency: reads the newest seal.
-- Raises: 55000 where the database was restored on another server since, which counts transactions anew.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.sealed_until(OUT after_id bigint, OUT to_transaction bigint)
LANGUAGE plpgsql
STABLE
SET search_path = ''
AS $$
DECLARE
    v_is_here boolean;
BEGIN
    SELECT latest.after_id, latest.to_transaction, latest.server = here.system_identifier
    INTO after_id, to_transaction, v_is_here
    FROM audit.seals AS latest
    CROSS JOIN pg_control_system() AS here
    ORDER BY latest.id DESC
    LIMIT 1;
    IF NOT v_is_here THEN
        RAISE EXCEPTION 'the database has moved to another server since its last seal: run audit_seal first'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION audit.sealed_until() FROM PUBLIC;

COMMENT ON FUNCTION audit.sealed_until() IS 'How far the log is sealed.';
