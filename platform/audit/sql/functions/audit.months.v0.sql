DROP FUNCTION IF EXISTS audit.months();
