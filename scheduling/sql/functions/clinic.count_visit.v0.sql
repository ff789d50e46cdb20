DROP FUNCTION IF EXISTS clinic.count_visit();
