-- Erase what the entries of a record say of it, for a person's right to be forgotten: digests take the place
-- of the values, and the salt goes, so that nobody can guess them. That something changed, when and by whom,
-- stays, and the chain still verifies. With p_before_id only older entries. Gives how many it erased.
-- Concurrency: locks the entries, and lets writers through; months that are being moved wait for it, and it for
-- them. A second call erases nothing more.
-- Raises: nothing; 0 for a record without entries.
-- Security: for the owner alone. Names come from audit.months(), quoted.
CREATE OR REPLACE FUNCTION audit.erase_values(p_table_name text, p_record_id text, p_before_id bigint DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
AS $$
DECLARE
    v_month text;
    v_erased bigint;
    v_all_erased bigint := 0;
BEGIN
    -- No month is moved from here on.
    LOCK TABLE audit.audit_logs IN ROW EXCLUSIVE MODE;
    FOR v_month IN SELECT name FROM audit.months() LOOP
        EXECUTE format(
            'UPDATE %s SET old_values = audit.value_digests(salt, old_values),'
            ' new_values = audit.value_digests(salt, new_values), salt = NULL'
            ' WHERE record_bucket = audit.record_bucket($1) AND record_id = $1 AND table_name = $2'
            ' AND ($3 IS NULL OR id < $3) AND salt IS NOT NULL'
            ' AND (old_values IS NOT NULL OR new_values IS NOT NULL)',
            v_month
        )
        USING p_record_id, p_table_name, p_before_id;
        GET DIAGNOSTICS v_erased = ROW_COUNT;
        v_all_erased := v_all_erased + v_erased;
    END LOOP;
    RETURN v_all_erased;
END
$$;

REVOKE ALL ON FUNCTION audit.erase_values(text, text, bigint) FROM PUBLIC;

COMMENT ON FUNCTION audit.erase_values(text, text, bigint) IS
    'Erases the values in the entries of a record; the chain still verifies.';
