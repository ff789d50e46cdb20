-- Make the partitions of this month and of months ahead, where they are missing, and move into them what
-- fell into the default partition meanwhile. Gives the months that were made.
-- Concurrency: locks the log's default partition, where a writer comes only when a month is missing, and
-- the log itself in a mode that lets writers through; waits for either no longer than lock_timeout, and for
-- another run as long. Where a month is made that has begun, or entries are moved, writers wait until it is done.
-- Raises: 22023 for less than 1 or more than 120 months; 55P03 when a lock is not to be had in time.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.make_partitions(p_months_ahead integer DEFAULT 3)
RETURNS SETOF date
LANGUAGE plpgsql
VOLATILE
SET search_path = ''
SET lock_timeout = '2s'
-- Months are of UTC, whoever asks.
SET timezone = 'UTC'
AS $$
DECLARE
    v_month date;
    v_name text;
BEGIN
    IF p_months_ahead IS NULL OR p_months_ahead NOT BETWEEN 1 AND 120 THEN
        RAISE EXCEPTION 'partitions are made 1 to 120 months ahead, not %', p_months_ahead
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    LOCK TABLE audit.audit_logs_default IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('audit.audit_logs_' || to_char(now() + interval '1 day', 'YYYY_MM')) IS NULL
        OR EXISTS (SELECT FROM audit.audit_logs_default)
    THEN
        -- Whoever is on the way to the default partition, with an entry of a month that is made meanwhile, would be
        -- refused there.
        PERFORM set_config('lock_timeout', '100ms', true);
        LOCK TABLE ONLY audit.audit_logs IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    FOR v_month IN
        SELECT month::date
        FROM (
            SELECT date_trunc('month', now()) + make_interval(months => ahead)
            FROM generate_series(0, p_months_ahead) AS ahead
            UNION
            SELECT DISTINCT date_trunc('month', created_at) FROM audit.audit_logs_default
        ) AS needed (month)
        ORDER BY month
    LOOP
        v_name := 'audit_logs_' || to_char(v_month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('audit.' || v_name) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE audit.%I (LIKE audit.audit_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)',
            v_name
        );
        EXECUTE format(
            'ALTER TABLE audit.%I ALTER COLUMN old_values SET STATISTICS 0, ALTER COLUMN new_values SET STATISTICS 0',
            v_name
        );
        LOCK TABLE audit.audit_logs_default IN ACCESS EXCLUSIVE MODE;
        PERFORM audit.move_entries('audit.audit_logs_default', 'audit.' || v_name, v_month);
        EXECUTE format(
            'ALTER TABLE audit.audit_logs ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
            v_name,
            v_month::timestamptz,
            (v_month + interval '1 month')::timestamptz
        );
        RETURN NEXT v_month;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.make_partitions(integer) FROM PUBLIC;

COMMENT ON FUNCTION audit.make_partitions(integer) IS
    'Makes the audit log''s partitions of this month and of months ahead.';
