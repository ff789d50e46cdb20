DROP FUNCTION IF EXISTS clinic.go_on_counting();
