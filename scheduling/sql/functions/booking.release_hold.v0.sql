DROP FUNCTION IF EXISTS booking.release_hold(uuid);
