-- The patients, with their visits counted.
INSERT INTO clinic.patients (
    id, clinic_id, user_id, patient_number, full_name, phone, email, nric_encrypted, nric_hash,
    date_of_birth, gender, nationality, race,
    marital_status, occupation, employer, address, postal_code, emergency_contact_name,
    emergency_contact_phone, emergency_contact_relationship, blood_type, allergies, chronic_conditions,
    current_medications, family_medical_history, height_cm, weight_kg, chas_card_type,
    chas_card_number_encrypted, chas_card_expiry, insurance_provider, insurance_policy_number_encrypted,
    insurance_expiry, medisave_authorized, preferred_doctor_id,
    preferred_language, sms_consent, email_consent, whatsapp_consent, data_sharing_consent,
    first_visit_date, last_visit_date, total_visits, no_show_count, tags, created_at
)
WITH attended AS (
    SELECT
        visit.person,
        min(visit.date) FILTER (WHERE visit.status = 'completed') AS first_visit,
        max(visit.date) FILTER (WHERE visit.status = 'completed') AS last_visit,
        count(*) FILTER (WHERE visit.status = 'completed') AS visits,
        count(*) FILTER (WHERE visit.status = 'no_show') AS no_shows,
        min(visit.booked_at) AS first_booked_at
    FROM pg_temp.visit
    GROUP BY visit.person
),

ailing AS MATERIALIZED (
    SELECT
        person.number,
        jsonb_agg(DISTINCT jsonb_build_object('code', condition.code, 'name', condition.diagnosis)) AS conditions,
        jsonb_agg(jsonb_build_object('name', remedy.name, 'dosage', remedy.dosage)) AS medicines
    FROM pg_temp.person
    JOIN pg_temp.condition ON condition.number = ANY (person.chronic)
    JOIN pg_temp.remedy ON remedy.condition = condition.number
    GROUP BY person.number
),

related AS MATERIALIZED (
    SELECT
        person.number,
        person.race,
        pg_temp.dice('kin', person.dice) AS dice,
        CASE
            WHEN person.years < 18 THEN pg_temp.pick(person.dice, 'parent', '{Mother,Father}')
            WHEN person.years < 27 OR pg_temp.luck(person.dice, 'married') > 0.72
                THEN pg_temp.pick(person.dice, 'sibling', '{Sister,Brother}')
            WHEN person.gender = 'male' THEN 'Wife'
            ELSE 'Husband'
        END AS relation
    FROM pg_temp.person
),

kin AS MATERIALIZED (
    SELECT
        related.*,
        pg_temp.full_name(related.dice, naming.front, naming.middle, naming.back) AS full_name
    FROM related
    JOIN pg_temp.naming
        ON naming.race = related.race
        AND naming.gender
            = CASE WHEN related.relation IN ('Mother', 'Sister', 'Wife') THEN 'female' ELSE 'male' END
)
SELECT
    person.id,
    site.id,
    person.user_id,
    site.code || '-P' || lpad(person.number::text, 5, '0'),
    person.full_name,
    person.phone,
    person.email,
    identifier.nric,
    identifier.nric_hash,
    person.born,
    person.gender::clinic.gender,
    'Singaporean',
    person.race,
    CASE
        WHEN kin.relation IN ('Wife', 'Husband') THEN 'married'
        WHEN person.years > 75 THEN 'widowed'
        ELSE 'single'
    END,
    CASE
        WHEN person.years >= 67 THEN 'Retired'
        WHEN person.years >= 21 THEN work.occupation
        WHEN person.years >= 7 THEN 'Student'
    END,
    CASE WHEN person.years BETWEEN 21 AND 66 THEN work.employer END,
    'Blk ' || block.number || ' ' || street.name
    || ' #' || lpad(pg_temp.throw(person.dice, 'floor', 2, 24)::text, 2, '0')
    || '-' || pg_temp.throw(person.dice, 'unit', 10, 420)
    || ', Singapore ' || street.postal_prefix || block.number,
    street.postal_prefix || block.number,
    kin.full_name,
    pg_temp.mobile(kin.dice),
    kin.relation,
    pg_temp.pick(person.dice, 'blood', '{O+,A+,B+,AB+,O-,A-}', '{0.43,0.68,0.92,0.97,0.99}'),
    COALESCE(allergy.listed, '[]'),
    COALESCE(ailing.conditions, '[]'),
    COALESCE(ailing.medicines, '[]'),
    CASE WHEN pg_temp.luck(person.dice, 'father') < 0.3
        THEN '[{"relation": "Father", "condition": "Type 2 diabetes mellitus"}]'::jsonb
        ELSE '[]'
    END,
    person.height,
    person.weight,
    person.card::clinic.chas_card_type,
    identifier.chas_card_number,
    CASE WHEN person.card <> 'none' THEN site.today + pg_temp.throw(person.dice, 'card expiry', 90, 700) END,
    person.insurer,
    identifier.insurance_policy_number,
    CASE WHEN person.insurer IS NOT NULL
        THEN site.today + pg_temp.throw(person.dice, 'policy expiry', 90, 360)
    END,
    person.medisave,
    doctor.id,
    person.language,
    true,
    true,
    person.channel = 'whatsapp',
    pg_temp.luck(person.dice, 'shares') < 0.6,
    attended.first_visit,
    attended.last_visit,
    COALESCE(attended.visits, 0),
    COALESCE(attended.no_shows, 0),
    CASE
        WHEN person.chronic <> '{}' AND person.years >= 65 THEN '["chronic care", "senior"]'
        WHEN person.chronic <> '{}' THEN '["chronic care"]'
        WHEN person.years >= 65 THEN '["senior"]'
        ELSE '[]'
    END::jsonb,
    greatest(
        least(
            (site.first_day - floor(1800 * (1 - person.rarity) + 5)::integer + time '10:00')
                AT TIME ZONE site.timezone,
            attended.first_booked_at
        ),
        (person.born + 1 + time '10:00') AT TIME ZONE site.timezone
    )
FROM pg_temp.person
JOIN pg_temp.identifier ON identifier.number = person.number
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.doctor ON doctor.number = person.doctor
JOIN kin ON kin.number = person.number
JOIN pg_temp.work ON work.number = pg_temp.throw(person.dice, 'work', 1, words.jobs)
JOIN pg_temp.street ON street.number = pg_temp.throw(person.dice, 'street', 1, words.streets)
CROSS JOIN LATERAL (SELECT pg_temp.throw(person.dice, 'block', 101, 899) AS number) AS block
LEFT JOIN pg_temp.allergy ON allergy.substance = person.allergic_to
LEFT JOIN ailing ON ailing.number = person.number
LEFT JOIN attended ON attended.person = person.number
ORDER BY person.number;
