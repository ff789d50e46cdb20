DROP FUNCTION IF EXISTS booking.may_become(clinic.appointment_status, clinic.appointment_status);
