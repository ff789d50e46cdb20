DROP FUNCTION IF EXISTS booking.generate_slots(uuid, date, date);
