DROP FUNCTION IF EXISTS audit.sealed_until();
