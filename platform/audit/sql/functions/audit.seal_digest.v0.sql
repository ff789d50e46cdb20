DROP FUNCTION IF EXISTS
    audit.seal_digest(uuid, integer, bigint, bigint, bigint, bigint, bigint[], uuid[], bytea);
