-- The columns of a table with each of the privileges, of those given, that the acting role holds on them.
SELECT held.attname::text, privilege
FROM pg_catalog.pg_attribute AS held
CROSS JOIN unnest(%s::text[]) AS privilege
WHERE held.attrelid = %s::regclass
    AND held.attnum > 0
    AND NOT held.attisdropped
    AND has_column_privilege(held.attrelid, held.attnum, privilege)
