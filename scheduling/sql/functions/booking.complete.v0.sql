DROP FUNCTION IF EXISTS booking.complete(uuid);
