DROP FUNCTION IF EXISTS booking.take_locks(bigint[]);
