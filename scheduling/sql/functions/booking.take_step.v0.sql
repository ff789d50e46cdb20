DROP FUNCTION IF EXISTS booking.take_step(uuid, clinic.appointment_status, text);
