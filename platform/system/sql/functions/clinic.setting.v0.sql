DROP FUNCTION IF EXISTS clinic.setting(text, text);
