DROP FUNCTION IF EXISTS booking.hold_slot(uuid, integer);
