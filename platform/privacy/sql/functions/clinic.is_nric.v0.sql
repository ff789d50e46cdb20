DROP FUNCTION IF EXISTS clinic.is_nric(text);
