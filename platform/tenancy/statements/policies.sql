-- Every policy, in the words in which PostgreSQL gives it back; a table without row security has none.
SELECT
    c.oid::regclass::text AS table_name,
    CASE
        WHEN c.relrowsecurity AND c.relforcerowsecurity THEN 'enabled and forced'
        WHEN c.relrowsecurity THEN 'enabled, not forced'
        ELSE 'off'
    END AS row_security,
    p.policyname::text AS policy_name,
    lower(p.permissive) AS kind,
    p.cmd AS command,
    array(SELECT named::text FROM unnest(p.roles) AS named ORDER BY named) AS role_names,
    p.qual AS using_expression,
    p.with_check AS check_expression
FROM pg_class AS c
LEFT JOIN pg_policies AS p
    ON p.schemaname = c.relnamespace::regnamespace::text AND p.tablename = c.relname
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
ORDER BY
    c.oid::regclass::text COLLATE "C", p.permissive DESC, p.policyname
