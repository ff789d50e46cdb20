DROP FUNCTION IF EXISTS audit.make_partitions(integer);
