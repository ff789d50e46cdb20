-- Take advisory locks for the rest of the transaction; of several in the one order in which everybody takes them, so that
-- nobody waits in a ring. NULL is none.
-- Concurrency: waits for whoever holds them.
-- Raises: nothing of its own.
-- Security: runs as whoever asks. A lock keeps nobody from anything but from booking at the same time.
CREATE OR REPLACE FUNCTION booking.take_locks(VARIADIC p_keys bigint[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    v_is_locked boolean;
BEGIN
    IF p_keys[1] = ALL (p_keys) THEN
        -- Assigned, and not PERFORMed: an expression without a query of its own.
        v_is_locked := pg_advisory_xact_lock(p_keys[1]) IS NOT NULL;
    ELSE
        PERFORM pg_advisory_xact_lock(lock.key)
        FROM (SELECT DISTINCT key FROM unnest(p_keys) AS key ORDER BY key) AS lock;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION booking.take_locks(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.take_locks(bigint[]) TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_definer;

COMMENT ON FUNCTION booking.take_locks(bigint[]) IS
    'Takes advisory locks, in one order.';
