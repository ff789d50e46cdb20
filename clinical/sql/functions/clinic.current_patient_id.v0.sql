DROP FUNCTION IF EXISTS clinic.current_patient_id();
