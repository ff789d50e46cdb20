DROP FUNCTION IF EXISTS booking.cancel_booking(uuid, text);
