DROP FUNCTION IF EXISTS clinic.keep_taken_slot();
