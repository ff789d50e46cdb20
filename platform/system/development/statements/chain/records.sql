-- The record of each completed visit.
INSERT INTO clinic.medical_records (
    id, clinic_id, patient_id, doctor_id, appointment_id, record_number, record_date, chief_complaint,
    history_of_present_illness, physical_examination, primary_diagnosis, primary_diagnosis_code,
    differential_diagnoses, treatment_plan, medications_prescribed, procedures_performed, follow_up_required,
    follow_up_date, follow_up_instructions, mc_required, mc_start_date, mc_end_date, mc_days, mc_number,
    temperature_celsius, heart_rate_bpm, respiratory_rate_bpm, oxygen_saturation_percent, height_cm, weight_kg,
    blood_pressure_systolic, blood_pressure_diastolic, created_at
)
SELECT
    bill.record,
    site.id,
    person.id,
    doctor.id,
    bill.visit,
    'MR-' || bill.number,
    bill.date,
    condition.complaint,
    condition.history,
    CASE WHEN bill.online THEN '{}' ELSE condition.examination END,
    condition.diagnosis,
    condition.code,
    condition.differentials,
    condition.plan,
    course.listed,
    CASE WHEN bill.vaccine IS NULL THEN '[]' ELSE '["Vaccination"]' END::jsonb,
    condition.follow_up_days > 0,
    bill.date + NULLIF(condition.follow_up_days, 0),
    CASE WHEN condition.follow_up_days > 0 THEN 'Fast for 8 hours before the next visit.' END,
    leave.days IS NOT NULL,
    CASE WHEN leave.days IS NOT NULL THEN bill.date END,
    bill.date + leave.days - 1,
    leave.days,
    CASE WHEN leave.days IS NOT NULL THEN 'MC-' || bill.number END,
    CASE
        WHEN bill.online THEN NULL
        WHEN condition.fever THEN 37.6 + pg_temp.throw(bill.dice, 'temperature', 0, 13) / 10.0
        ELSE 36.2 + pg_temp.throw(bill.dice, 'temperature', 0, 9) / 10.0
    END,
    CASE
        WHEN bill.online THEN NULL
        WHEN bill.age < 13 THEN pg_temp.throw(bill.dice, 'heart', 92, 128)
        ELSE pg_temp.throw(bill.dice, 'heart', 62, 92)
    END,
    CASE
        WHEN bill.online THEN NULL
        WHEN bill.age < 13 THEN pg_temp.throw(bill.dice, 'breath', 20, 28)
        ELSE pg_temp.throw(bill.dice, 'breath', 14, 18)
    END,
    CASE WHEN NOT bill.online THEN pg_temp.throw(bill.dice, 'oxygen', 97, 100) END,
    CASE WHEN NOT bill.online THEN person.height END,
    CASE WHEN NOT bill.online THEN person.weight END,
    CASE
        WHEN bill.online OR bill.age < 13 THEN NULL
        WHEN words.hypertension = ANY (person.chronic) THEN pg_temp.throw(bill.dice, 'systolic', 128, 152)
        ELSE pg_temp.throw(bill.dice, 'systolic', 106, 132)
    END,
    CASE
        WHEN bill.online OR bill.age < 13 THEN NULL
        WHEN words.hypertension = ANY (person.chronic) THEN pg_temp.throw(bill.dice, 'diastolic', 78, 92)
        ELSE pg_temp.throw(bill.dice, 'diastolic', 64, 84)
    END,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.person ON person.number = bill.person
JOIN pg_temp.doctor ON doctor.number = bill.doctor
JOIN pg_temp.condition ON condition.number = bill.condition
JOIN pg_temp.course ON course.condition = bill.condition AND course.substance = bill.allergic_to
CROSS JOIN LATERAL (
    SELECT CASE WHEN bill.age BETWEEN 16 AND 66 THEN NULLIF(condition.mc_days, 0) END AS days
) AS leave;
