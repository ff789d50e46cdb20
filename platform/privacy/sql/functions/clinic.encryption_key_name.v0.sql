DROP FUNCTION IF EXISTS clinic.encryption_key_name(text);
