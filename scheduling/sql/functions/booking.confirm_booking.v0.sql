DROP FUNCTION IF EXISTS booking.confirm_booking(uuid);
