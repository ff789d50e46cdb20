DROP FUNCTION IF EXISTS clinic.release_slot();
