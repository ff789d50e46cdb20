DROP FUNCTION IF EXISTS audit.record_bucket(text);
