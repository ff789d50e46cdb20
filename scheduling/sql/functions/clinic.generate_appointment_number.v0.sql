DROP FUNCTION IF EXISTS clinic.generate_appointment_number(text);
