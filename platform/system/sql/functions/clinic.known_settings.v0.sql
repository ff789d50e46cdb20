DROP FUNCTION IF EXISTS clinic.known_settings();
