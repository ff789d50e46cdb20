DROP FUNCTION IF EXISTS booking.start_consultation(uuid);
