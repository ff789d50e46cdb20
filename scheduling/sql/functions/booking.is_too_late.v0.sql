DROP FUNCTION IF EXISTS booking.is_too_late(clinic.appointments);
