DROP FUNCTION IF EXISTS audit.faults();
