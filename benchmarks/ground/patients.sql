-- Patients of many clinics: %(first)s to %(last)s, each in the clinic %(clinic_id)s.
INSERT INTO clinic.patients (
    clinic_id, patient_number, full_name, phone, email, date_of_birth, gender, chas_card_type,
    chas_card_expiry
)
SELECT
    %(clinic_id)s,
    'P-' || lpad(n::text, 6, '0'),
    initcap(concat_ws(' ', family, one || two, three || four)),
    '+65 ' || 80000000 + n * 37 %% 19999999,
    lower(family || '.' || one || two || n || '@example.com'),
    '1990-01-01',
    (ARRAY['female', 'male'])[1 + n %% 2]::clinic.gender,
    (ARRAY['blue', 'orange', 'green', 'none'])[least(1 + n %% 12, 4)]::clinic.chas_card_type,
    CASE WHEN n %% 12 < 3 THEN '2040-01-01'::date END
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN LATERAL (
    SELECT
        words[1 + abs(hashint8extended(n, 1)) %% cardinality(words)] AS family,
        words[1 + abs(hashint8extended(n, 2)) %% cardinality(words)] AS one,
        words[1 + abs(hashint8extended(n, 3)) %% cardinality(words)] AS two,
        words[1 + abs(hashint8extended(n, 4)) %% cardinality(words)] AS three,
        words[1 + abs(hashint8extended(n, 5)) %% cardinality(words)] AS four
    FROM string_to_array(
        'tan lim lee ng wong chen goh mei ling xin hui jun wei kai ming siti nur aisyah '
        'ahmad muham faizal ismail kumar raj priya devi lakshmi ravi john mary grace paul peter zhang yang zheng',
        ' '
    ) AS words
) AS name
