DROP FUNCTION IF EXISTS booking.book(uuid, uuid, text, uuid);
