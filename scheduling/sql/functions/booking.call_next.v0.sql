DROP FUNCTION IF EXISTS booking.call_next(uuid);
