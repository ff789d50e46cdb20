DROP FUNCTION IF EXISTS booking.lock_patient(uuid);
