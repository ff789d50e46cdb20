-- Every table with each of the privileges, of those given, that the acting role holds on it or on one of
-- its columns. Who may soft-delete may delete; who is granted a table and sees none of its rows may not view it.
SELECT relation.relname::text, privilege
FROM pg_catalog.pg_class AS relation
CROSS JOIN unnest(%s::text[]) AS privilege
WHERE relation.relnamespace = ANY (current_schemas(false)::regnamespace[])
    AND relation.relkind = ANY ('{r,p,v,m}')
    AND CASE privilege
        WHEN 'DELETE'
        THEN has_table_privilege(relation.oid, privilege) OR clinic.may_soft_delete(relation.relname::text)
        WHEN 'SELECT'
        THEN has_any_column_privilege(relation.oid, privilege) AND tenancy.sees(relation.oid)
        ELSE has_any_column_privilege(relation.oid, privilege)
    END
