-- What lets this connection's login past row security, in words.
SELECT array_remove(
    ARRAY[
        CASE WHEN rolsuper THEN 'is a superuser' END,
        CASE WHEN rolbypassrls THEN 'bypasses row security' END,
        CASE WHEN rolcreaterole THEN 'may create roles' END,
        CASE WHEN EXISTS (
            SELECT
            FROM pg_catalog.pg_auth_members
            WHERE member = login.oid AND pg_has_role(login.oid, roleid, 'USAGE')
        ) THEN 'inherits the rights of other roles' END,
        CASE WHEN EXISTS (
            SELECT
            FROM pg_catalog.pg_auth_members
            WHERE roleid <> login.oid
                AND pg_has_role(login.oid, roleid, 'MEMBER')
                AND roleid::regrole::text <> ALL (%s)
        ) THEN 'may enter other roles than those of people' END,
        CASE WHEN current_setting('role') <> 'none' THEN 'starts in a role' END,
        CASE WHEN EXISTS (
            SELECT
            FROM pg_catalog.pg_class
            WHERE relnamespace = to_regnamespace('clinic') AND pg_has_role(login.oid, relowner, 'MEMBER')
        ) THEN 'owns tables' END
    ],
    NULL
)
FROM pg_catalog.pg_roles AS login
WHERE rolname = session_user
