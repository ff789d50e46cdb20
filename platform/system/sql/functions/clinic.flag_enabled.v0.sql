DROP FUNCTION IF EXISTS clinic.flag_enabled(text);
