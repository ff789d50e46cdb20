-- The live months that ended longer ago than so many months.
SELECT month
FROM audit.months()
WHERE is_live AND month < date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => %s)
ORDER BY month
