-- Whether PUBLIC, and so every run-time login, may make large objects.
SELECT EXISTS (
    SELECT
    FROM pg_catalog.pg_proc AS maker
    CROSS JOIN LATERAL aclexplode(coalesce(maker.proacl, acldefault('f', maker.proowner))) AS granted
    WHERE maker.pronamespace = 'pg_catalog'::regnamespace
        AND maker.proname = ANY ('{lo_creat,lo_create,lo_from_bytea}')
        AND granted.grantee = 0
)
