DROP FUNCTION IF EXISTS booking.day_keys(uuid, timestamptz, timestamptz, text);
