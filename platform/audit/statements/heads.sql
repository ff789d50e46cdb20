-- The newest seal of each chain.
SELECT DISTINCT ON (clinic_id) clinic_id::text, number, encode(digest, 'hex')
FROM audit.seals
ORDER BY clinic_id NULLS FIRST, number DESC
