DROP FUNCTION IF EXISTS booking.is_live(clinic.appointments);
