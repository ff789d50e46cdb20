DROP FUNCTION IF EXISTS clinic.encrypt_sensitive_data(text);
