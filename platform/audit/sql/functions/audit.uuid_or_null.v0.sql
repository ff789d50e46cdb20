DROP FUNCTION IF EXISTS audit.uuid_or_null(text);
