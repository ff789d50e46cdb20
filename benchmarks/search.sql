-- What clinic.search_patients asks, for whoever is under no policy: parameters instead of a context.
SELECT
    patient.id,
    greatest(word_similarity(%(query)s, patient.full_name), identifier.score)::real AS best
FROM clinic.patients AS patient
CROSS JOIN LATERAL (
    SELECT max(
        CASE
            WHEN lower(known.value) = known.sought THEN 1
            WHEN starts_with(lower(known.value), known.sought) THEN 0.9
            WHEN strpos(lower(known.value), known.sought) > 0 THEN 0.8
        END
    ) AS score
    FROM (
        VALUES
            (patient.patient_number, %(query)s),
            (patient.email::text, %(query)s),
            (regexp_replace(patient.phone, '[^0-9]', '', 'g'), %(digits)s)
    ) AS known (value, sought)
) AS identifier
WHERE patient.clinic_id = %(clinic_id)s
    AND patient.deleted_at IS NULL
    AND (
        patient.full_name %%> %(query)s
        OR patient.patient_number ILIKE %(pattern)s
        OR patient.email::text ILIKE %(pattern)s
        OR regexp_replace(patient.phone, '[^0-9]', '', 'g') LIKE '%%' || %(digits)s || '%%'
    )
ORDER BY best DESC, similarity(%(query)s, patient.full_name) DESC, patient.full_name, patient.id
LIMIT 20
