-- Digest every entry of the periods that are sealed, as it is now, in the live log and in the archive. In another
-- bucket than its own it has none: nobody would find it in the history of its record.
-- Concurrency: reads the whole log.
-- Raises: nothing.
-- Security: for the owner alone. Names come from audit.months(), quoted.
CREATE OR REPLACE FUNCTION audit.digests()
RETURNS TABLE (clinic_id uuid, id bigint, transaction_id bigint, digest uuid)
LANGUAGE plpgsql
STABLE
SET search_path = ''
AS $$
DECLARE
    v_until record := audit.sealed_until();
    v_month text;
BEGIN
    FOR v_month IN SELECT name FROM audit.months() LOOP
        RETURN QUERY EXECUTE format(
            'SELECT clinic_id, id, transaction_id,'
            ' CASE WHEN record_bucket IS NOT DISTINCT FROM audit.record_bucket(record_id)'
            ' THEN audit.entry_digest(ROW(entry.*)::audit.audit_logs) END'
            ' FROM %s AS entry WHERE id <= $1 OR transaction_id < $2',
            v_month
        )
        USING v_until.after_id, v_until.to_transaction;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.digests() FROM PUBLIC;

COMMENT ON FUNCTION audit.digests() IS 'The digests of the entries of sealed periods, as they are now.';
