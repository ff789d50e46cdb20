DROP FUNCTION IF EXISTS booking.create_booking(text, uuid, uuid, uuid, uuid, text);
