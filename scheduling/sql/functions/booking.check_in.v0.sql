DROP FUNCTION IF EXISTS booking.check_in(uuid);
