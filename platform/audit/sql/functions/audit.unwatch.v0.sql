DROP FUNCTION IF EXISTS audit.unwatch(text);
