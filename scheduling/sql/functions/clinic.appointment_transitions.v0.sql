DROP FUNCTION IF EXISTS clinic.appointment_transitions();
