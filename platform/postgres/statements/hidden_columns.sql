-- The columns, by table, that the acting role may not read of what it may read.
SELECT relation.relname::text, hidden.attname::text
FROM pg_catalog.pg_class AS relation
JOIN pg_catalog.pg_attribute AS hidden ON hidden.attrelid = relation.oid
WHERE relation.relnamespace = ANY (current_schemas(false)::regnamespace[])
    AND relation.relkind = ANY ('{r,p,v}')
    AND hidden.attnum > 0
    AND NOT hidden.attisdropped
    AND has_any_column_privilege(relation.oid, 'SELECT')
    AND NOT has_column_privilege(relation.oid, hidden.attnum, 'SELECT')
