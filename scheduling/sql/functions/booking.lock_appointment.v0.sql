DROP FUNCTION IF EXISTS booking.lock_appointment(uuid);
