-- The tables whose changes are recorded, as their triggers say.
SELECT relation.relname::text
FROM pg_catalog.pg_trigger AS audited
JOIN pg_catalog.pg_class AS relation ON relation.oid = audited.tgrelid
WHERE audited.tgname = 'audit_row'
