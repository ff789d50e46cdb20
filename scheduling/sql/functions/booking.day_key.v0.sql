DROP FUNCTION IF EXISTS booking.day_key(uuid, date);
