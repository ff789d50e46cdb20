-- Hold that each statement sees what others have committed before it: whoever waits for others, and then looks, must see
-- what they have done. Gives true, so that it may stand where a value does.
-- Concurrency: none.
-- Raises: 0A000 in a transaction that sees old rows (REPEATABLE READ and above).
-- Security: for the booking functions.
CREATE OR REPLACE FUNCTION booking.sees_the_latest()
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'at % nobody sees what others have booked meanwhile', current_setting('transaction_isolation')
            USING
                ERRCODE = 'feature_not_supported',
                HINT = 'Begin the transaction with SET TRANSACTION ISOLATION LEVEL READ COMMITTED.';
    END IF;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION booking.sees_the_latest() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION booking.sees_the_latest() TO clinic_definer;

COMMENT ON FUNCTION booking.sees_the_latest() IS
    'Holds that the transaction sees what others have committed.';
