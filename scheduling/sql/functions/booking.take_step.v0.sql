DROP FUNCTION IF EXISTS booking.take_step(uuid, text, clinic.appointment_status, text);
