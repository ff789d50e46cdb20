DROP FUNCTION IF EXISTS audit.changes(oid, jsonb, jsonb);
