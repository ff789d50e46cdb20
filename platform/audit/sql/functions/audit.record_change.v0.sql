DROP FUNCTION IF EXISTS audit.record_change(regclass, uuid, uuid, jsonb, jsonb);
