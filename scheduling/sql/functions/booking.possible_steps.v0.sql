DROP FUNCTION IF EXISTS booking.possible_steps(clinic.appointment_status, clinic.queue_status, timestamptz, text);
