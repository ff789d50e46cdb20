DROP FUNCTION IF EXISTS clinic.number_appointment();
