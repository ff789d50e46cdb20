DROP FUNCTION IF EXISTS booking.is_at(clinic.appointments, timestamptz, timestamptz);
