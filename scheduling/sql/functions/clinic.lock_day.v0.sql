DROP FUNCTION IF EXISTS clinic.lock_day();
