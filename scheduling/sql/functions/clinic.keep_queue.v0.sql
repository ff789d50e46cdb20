DROP FUNCTION IF EXISTS clinic.keep_queue();
