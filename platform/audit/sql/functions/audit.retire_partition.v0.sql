DROP FUNCTION IF EXISTS audit.retire_partition(date);
