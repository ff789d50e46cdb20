DROP FUNCTION IF EXISTS audit.partitions();
