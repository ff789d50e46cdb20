DROP TYPE IF EXISTS clinic.appointment_status;
