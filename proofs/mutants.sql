-- Every guard between clinics and roles, with the statement that takes it away: kind, table, what it is
-- called, and the statement. In a fixed order, so that a sample by a seed is the same everywhere.
WITH tables AS (
    SELECT c.oid, c.oid::regclass AS name, c.relname, c.relacl, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$|public$)'
),

policies AS (
    SELECT
        t.name AS table_name, t.relname, p.polname, p.polpermissive, p.polcmd,
        p.polqual IS NOT NULL AND pg_get_expr(p.polqual, p.polrelid) <> 'true' AS narrows_old,
        p.polwithcheck IS NOT NULL AND pg_get_expr(p.polwithcheck, p.polrelid) <> 'true' AS narrows_new
    FROM pg_policy AS p
    JOIN tables AS t ON t.oid = p.polrelid
),

-- A role that lacks a command on a table, or has it on some columns only.
restricted_grants AS (
    SELECT t.name AS table_name, t.relname, r.rolname, command
    FROM tables AS t
    CROSS JOIN pg_roles AS r
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS command
    WHERE r.rolname = ANY (%(roles)s) AND NOT has_table_privilege(r.oid, t.oid, command)
),

mutants (kind, relname, guard, statement) AS (
    SELECT
        'policy dropped', relname, format('%%I on %%s', polname, table_name),
        format('DROP POLICY %%I ON %%s', polname, table_name)
    FROM policies
    UNION ALL
    SELECT
        'policy widened', relname, format('%%I on %%s', polname, table_name),
        format('ALTER POLICY %%I ON %%s', polname, table_name)
        || CASE WHEN polcmd <> 'a' THEN ' USING (true)' ELSE '' END
        || CASE WHEN polcmd IN ('a', 'w', '*') THEN ' WITH CHECK (true)' ELSE '' END
    FROM policies
    WHERE polpermissive AND (narrows_old OR narrows_new)
    UNION ALL
    SELECT
        'new rows unchecked', relname, format('%%I on %%s', polname, table_name),
        format('ALTER POLICY %%I ON %%s WITH CHECK (true)', polname, table_name)
    FROM policies
    WHERE polcmd IN ('w', '*') AND (narrows_old OR narrows_new)
    UNION ALL
    SELECT
        'row security not forced', relname, name::text,
        format('ALTER TABLE %%s NO FORCE ROW LEVEL SECURITY', name)
    FROM tables
    WHERE relforcerowsecurity
    UNION ALL
    SELECT
        'row security disabled', relname, name::text,
        format('ALTER TABLE %%s DISABLE ROW LEVEL SECURITY', name)
    FROM tables
    WHERE relrowsecurity
    UNION ALL
    SELECT
        'grant widened', relname, format('%%s on %%s to %%s', command, table_name, rolname),
        format('GRANT %%s ON %%s TO %%I', command, table_name, rolname)
    FROM restricted_grants
    UNION ALL
    SELECT
        'composite key dropped', t.relname, format('%%I on %%s', k.conname, t.name),
        format('ALTER TABLE %%s DROP CONSTRAINT %%I', t.name, k.conname)
    FROM pg_constraint AS k
    JOIN tables AS t ON t.oid = k.conrelid
    WHERE k.contype = 'f' AND k.conparentid = 0 AND cardinality(k.conkey) > 1
)

SELECT kind, relname::text, guard, statement
FROM mutants
ORDER BY kind COLLATE "C", guard COLLATE "C"
