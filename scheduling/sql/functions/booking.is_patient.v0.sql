DROP FUNCTION IF EXISTS booking.is_patient(uuid);
