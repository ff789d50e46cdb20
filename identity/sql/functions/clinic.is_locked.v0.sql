DROP FUNCTION IF EXISTS clinic.is_locked(uuid);
