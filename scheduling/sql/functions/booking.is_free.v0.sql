DROP FUNCTION IF EXISTS booking.is_free(clinic.appointment_slots);
