DROP FUNCTION IF EXISTS booking.reschedule_booking(uuid, uuid, text);
