DROP FUNCTION IF EXISTS booking.patient_key(uuid);
