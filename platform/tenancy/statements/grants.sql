-- What each role may do with each column of each table: one row per table, role and command.
-- The roles are those named by %(roles)s, and whoever else has been granted something there. Of partitions, which
-- are reached through their table, those alone on which somebody was granted something.
WITH granted AS (
    SELECT c.oid AS table_oid, a.grantee
    FROM pg_class AS c
    CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE a.grantee NOT IN (0, c.relowner)
    UNION
    SELECT t.attrelid, a.grantee
    FROM pg_attribute AS t
    JOIN pg_class AS c ON c.oid = t.attrelid
    CROSS JOIN LATERAL aclexplode(t.attacl) AS a
    WHERE a.grantee NOT IN (0, c.relowner)
)

SELECT
    c.oid::regclass::text AS table_name,
    r.rolname::text AS role_name,
    command,
    array(
        SELECT t.attname::text
        FROM pg_attribute AS t
        WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
            AND CASE command
                WHEN 'DELETE' THEN has_table_privilege(r.oid, c.oid, command)
                ELSE has_column_privilege(r.oid, c.oid, t.attnum, command)
            END
        ORDER BY t.attnum
    ) AS column_names,
    (
        SELECT count(*)
        FROM pg_attribute AS t
        WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
    ) AS of_columns
FROM pg_class AS c
CROSS JOIN pg_roles AS r
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) WITH ORDINALITY AS commands (command, place)
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
    AND (NOT c.relispartition OR EXISTS (SELECT FROM granted WHERE table_oid = c.oid))
    AND (
        r.rolname::text = ANY (%(roles)s)
        OR EXISTS (SELECT FROM granted WHERE table_oid = c.oid AND grantee = r.oid)
    )
ORDER BY
    c.oid::regclass::text COLLATE "C", array_position(%(roles)s, r.rolname::text), r.rolname, place
