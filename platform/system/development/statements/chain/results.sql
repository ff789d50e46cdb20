-- What laboratory and imaging centre were asked for, and what has come back: reported the next morning,
-- reviewed in the afternoon. Then the doses that were given.

CREATE TEMP TABLE returned ON COMMIT DROP AS
SELECT
    bill.*,
    due.reported_at,
    due.reviewed_at,
    due.reported_at <= site.now AS is_back,
    due.reviewed_at <= site.now AS is_reviewed,
    CASE
        WHEN due.reviewed_at <= site.now THEN 'reviewed'
        WHEN due.reported_at <= site.now THEN 'completed'
        WHEN bill.ended_at + interval '1 hour' < site.now THEN 'processing'
        ELSE 'pending'
    END AS progress
FROM pg_temp.bill
CROSS JOIN pg_temp.site
CROSS JOIN LATERAL (
    SELECT
        (bill.date + 1 + time '09:00') AT TIME ZONE site.timezone AS reported_at,
        (bill.date + 1 + time '15:30') AT TIME ZONE site.timezone AS reviewed_at
) AS due
WHERE bill.laboratory IS NOT NULL OR bill.imaging IS NOT NULL;

ANALYZE pg_temp.returned;

INSERT INTO clinic.lab_results (
    id, clinic_id, patient_id, doctor_id, medical_record_id, lab_name, lab_reference_number, test_date,
    report_date, test_category, tests_ordered, results, has_critical_values, critical_values,
    critical_values_acknowledged_by, critical_values_acknowledged_at, status, reviewed_by, reviewed_at,
    comments, created_at
)
WITH valued AS MATERIALIZED (
    SELECT
        returned.visit,
        analyte.*,
        round(
            (analyte.least + pg_temp.luck(returned.dice, analyte.name) * (analyte.most - analyte.least))::numeric,
            analyte.places
        ) AS value
    FROM pg_temp.returned
    JOIN pg_temp.analyte ON analyte.panel = returned.laboratory
    WHERE returned.is_back
),

reported AS MATERIALIZED (
    SELECT
        valued.visit,
        jsonb_object_agg(
            valued.name,
            jsonb_build_object(
                'value', valued.value,
                'unit', valued.unit,
                'reference', valued.reference,
                'flag', CASE
                    WHEN valued.value > valued.high THEN 'H'
                    WHEN valued.value < valued.low THEN 'L'
                    ELSE ''
                END
            )
        ) AS results,
        jsonb_agg(jsonb_build_object('test', valued.name, 'value', valued.value, 'unit', valued.unit))
            FILTER (WHERE valued.value >= valued.critical) AS alarming
    FROM valued
    GROUP BY valued.visit
)
SELECT
    pg_temp.timed_key('lab_results', returned.dice, returned.ended_at),
    site.id,
    person.id,
    doctor.id,
    returned.record,
    words.laboratory,
    'KDL-' || returned.number,
    returned.date,
    CASE WHEN returned.is_back THEN returned.date + 1 END,
    panel.category,
    panel.tests,
    COALESCE(reported.results, '{}'),
    reported.alarming IS NOT NULL,
    COALESCE(reported.alarming, '[]'),
    CASE WHEN reported.alarming IS NOT NULL THEN nurse.id END,
    CASE WHEN reported.alarming IS NOT NULL THEN returned.reported_at + interval '20 minutes' END,
    returned.progress,
    CASE WHEN returned.is_reviewed THEN doctor.id END,
    CASE WHEN returned.is_reviewed THEN returned.reviewed_at END,
    CASE
        WHEN reported.alarming IS NOT NULL THEN 'Telephoned to the clinic.'
        WHEN returned.is_back THEN 'Values outside the reference range are marked.'
    END,
    returned.ended_at
FROM pg_temp.returned
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.login AS nurse ON nurse.role = 'nurse'
JOIN pg_temp.person ON person.number = returned.person
JOIN pg_temp.doctor ON doctor.number = returned.doctor
JOIN pg_temp.panel ON panel.key = returned.laboratory
LEFT JOIN reported ON reported.visit = returned.visit;

INSERT INTO clinic.imaging_results (
    id, clinic_id, patient_id, doctor_id, medical_record_id, imaging_type, body_part, imaging_date,
    imaging_center, reference_number, findings, impression, recommendations, radiologist_name, report_date,
    status, reviewed_by, reviewed_at, created_at
)
SELECT
    pg_temp.timed_key('imaging_results', returned.dice, returned.ended_at),
    site.id,
    person.id,
    doctor.id,
    returned.record,
    picture.kind,
    picture.part,
    returned.date,
    words.imaging_centre,
    'RRI-' || returned.number,
    CASE WHEN returned.is_back THEN picture.findings END,
    CASE WHEN returned.is_back THEN picture.impression END,
    CASE WHEN returned.is_back THEN 'Clinical correlation.' END,
    CASE WHEN returned.is_back THEN pg_temp.pick(returned.dice, 'radiologist', words.radiologists) END,
    CASE WHEN returned.is_back THEN returned.date + 1 END,
    returned.progress,
    CASE WHEN returned.is_reviewed THEN doctor.id END,
    CASE WHEN returned.is_reviewed THEN returned.reviewed_at END,
    returned.ended_at
FROM pg_temp.returned
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.person ON person.number = returned.person
JOIN pg_temp.doctor ON doctor.number = returned.doctor
JOIN pg_temp.picture ON picture.key = returned.imaging;
