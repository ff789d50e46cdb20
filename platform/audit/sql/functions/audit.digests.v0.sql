DROP FUNCTION IF EXISTS audit.digests();
