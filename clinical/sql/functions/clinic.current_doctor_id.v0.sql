DROP FUNCTION IF EXISTS clinic.current_doctor_id();
