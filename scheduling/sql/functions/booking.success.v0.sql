DROP FUNCTION IF EXISTS booking.success(clinic.appointments, boolean);
