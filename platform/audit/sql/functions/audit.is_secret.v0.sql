DROP FUNCTION IF EXISTS audit.is_secret(text);
