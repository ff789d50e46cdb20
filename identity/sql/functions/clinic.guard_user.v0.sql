DROP FUNCTION IF EXISTS clinic.guard_user();
