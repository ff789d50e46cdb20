DROP FUNCTION IF EXISTS clinic.search_patients(text, integer);
