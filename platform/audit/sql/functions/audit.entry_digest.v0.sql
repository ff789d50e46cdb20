DROP FUNCTION IF EXISTS audit.entry_digest(audit.audit_logs);
