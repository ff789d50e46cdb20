-- Let nobody but superusers make large objects, as every role may otherwise.
REVOKE EXECUTE ON FUNCTION
    pg_catalog.lo_creat(integer),
    pg_catalog.lo_create(oid),
    pg_catalog.lo_from_bytea(oid, bytea)
FROM PUBLIC
