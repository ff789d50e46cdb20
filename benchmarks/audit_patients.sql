-- Patients as a clinic has them: some forty fields, half of them filled.
INSERT INTO clinic.patients (
    clinic_id, patient_number, full_name, date_of_birth, gender, nationality, race, marital_status, phone,
    email, address, postal_code, emergency_contact_name, emergency_contact_phone,
    emergency_contact_relationship, preferred_language, blood_type, height_cm, weight_kg, allergies,
    chronic_conditions, medical_history, occupation, employer, sms_consent, email_consent, tags, notes
)
SELECT
    %(clinic)s,
    'P-' || n,
    'Tan Mei Ling ' || n,
    date '1950-01-01' + n %% 20000,
    'female',
    'Singaporean',
    'Chinese',
    'married',
    '+65 8' || lpad((n %% 10000000)::text, 7, '0'),
    'patient' || n || '@example.com',
    n || ' Example Street, #05-12',
    lpad((n %% 1000000)::text, 6, '0'),
    'Tan Ah Kow',
    '+65 91234567',
    'spouse',
    'en',
    'O+',
    150 + n %% 40,
    45 + n %% 50,
    '["penicillin"]',
    '["hypertension"]',
    '["appendectomy"]',
    'teacher',
    'Example School ' || n %% 100,
    true,
    true,
    '["diabetes programme"]',
    'Prefers mornings'
FROM generate_series(%(first)s::integer, %(last)s::integer) AS n
