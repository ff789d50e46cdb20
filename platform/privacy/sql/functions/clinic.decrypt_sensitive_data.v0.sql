DROP FUNCTION IF EXISTS clinic.decrypt_sensitive_data(text);
