DROP FUNCTION IF EXISTS audit.is_watched(oid, integer);
