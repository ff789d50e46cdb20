DROP FUNCTION IF EXISTS audit.audit_trigger_function();
