-- Answer those of the given keys that have a row.
SELECT id
FROM {table}
WHERE id = ANY (%s)
