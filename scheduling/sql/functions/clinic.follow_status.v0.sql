DROP FUNCTION IF EXISTS clinic.follow_status();
