-- The tables that hold rows of clinics, and the audit log, which records them: schema, name, the column that says of which, and what COPY may fill.
SELECT
    nspname,
    relname,
    CASE relname WHEN 'clinics' THEN 'id' ELSE 'clinic_id' END,
    array_agg(attname::text ORDER BY attnum)
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
WHERE relkind = 'r' AND nspname IN ('clinic', 'booking') AND relname <> 'feature_flags'
    OR relkind = 'p' AND nspname = 'audit'
GROUP BY nspname, relname
ORDER BY nspname, relname
