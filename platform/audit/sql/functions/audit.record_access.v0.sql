DROP FUNCTION IF EXISTS audit.record_access(regclass, uuid);
