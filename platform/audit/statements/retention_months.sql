-- For how many months the platform keeps entries in the live log.
SELECT value::integer
FROM clinic.system_settings
WHERE clinic_id IS NULL AND category = 'audit' AND key = 'retention_months' AND jsonb_typeof(value) = 'number'
