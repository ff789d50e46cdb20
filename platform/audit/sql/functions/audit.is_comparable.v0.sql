DROP FUNCTION IF EXISTS audit.is_comparable(regtype);
