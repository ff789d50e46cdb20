-- Every key, and whose it is.
SELECT key.id, key.clinic_id, key.purpose, key.wrapped_key, key.replaced_at, clinic.code
FROM clinic.data_keys AS key
LEFT JOIN clinic.clinics AS clinic ON clinic.id = key.clinic_id
ORDER BY key.id
