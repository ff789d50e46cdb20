DROP FUNCTION IF EXISTS booking.step_obstacle(text, clinic.appointment_status, clinic.queue_status, timestamptz, text);
