DROP FUNCTION IF EXISTS audit.inet_or_null(text);
