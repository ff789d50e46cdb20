-- Of the seals that were kept elsewhere, those that their chains hold no longer.
SELECT
    coalesce('clinic ' || coalesce(clinic.code, kept.clinic_id::text), 'the platform'),
    kept.number,
    NULL::bigint,
    'the seal that was kept is gone'
FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS kept (clinic_id, number, digest)
LEFT JOIN clinic.clinics AS clinic ON clinic.id = kept.clinic_id
WHERE NOT EXISTS (
    SELECT
    FROM audit.seals AS seal
    WHERE seal.clinic_id IS NOT DISTINCT FROM kept.clinic_id
        AND seal.number = kept.number
        AND seal.digest = decode(kept.digest, 'hex')
)
ORDER BY kept.clinic_id NULLS FIRST
