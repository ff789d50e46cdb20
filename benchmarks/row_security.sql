-- A clinic with %(appointments)s appointments, and everything else that goes with so many: its
-- %(patients)s patients are there, and each of %(doctors)s doctors sees 32 of them on every day until a
-- month from today. What a visit leads to follows from its dice, 0 to 999, which fall the same way in
-- every run. Triggers are off: their columns are filled here.
INSERT INTO clinic.users (clinic_id, email, full_name, role)
SELECT
    %(clinic_id)s,
    role || n || '@clinic.example',
    initcap(role) || ' ' || n,
    role::clinic.user_role
FROM (
    VALUES ('admin', 2), ('doctor', %(doctors)s), ('nurse', %(doctors)s), ('staff', %(doctors)s),
        ('patient', %(patients)s / 10)
) AS roles (role, people)
CROSS JOIN generate_series(1, people) AS n;

INSERT INTO clinic.doctors (
    clinic_id, user_id, employee_id, full_name, medical_registration_number, license_expiry,
    consultation_fee, telemedicine_enabled
)
SELECT
    %(clinic_id)s, id, 'D-' || number, full_name, 'M' || number, '2040-01-01', 20 + number %% 50, number %% 3 = 0
FROM (
    SELECT id, full_name, substring(email FROM '[0-9]+')::integer AS number
    FROM clinic.users
    WHERE clinic_id = %(clinic_id)s AND role = 'doctor'
) AS login;

ANALYZE clinic.users, clinic.doctors;

INSERT INTO clinic.staff (
    clinic_id, user_id, employee_id, full_name, department, position, employment_type, start_date
)
SELECT
    %(clinic_id)s, id, 'S-' || row_number() OVER (ORDER BY email), full_name, 'Clinic', role, 'full_time',
    '2020-01-01'
FROM clinic.users
WHERE clinic_id = %(clinic_id)s AND role IN ('nurse', 'staff');

UPDATE clinic.patients
SET user_id = login.id
FROM clinic.users AS login
WHERE patients.clinic_id = %(clinic_id)s AND login.clinic_id = %(clinic_id)s AND login.role = 'patient'
    AND patients.patient_number = 'P-' || lpad(substring(login.email FROM '[0-9]+'), 6, '0');

ANALYZE clinic.patients;

CREATE TEMPORARY TABLE visit ON COMMIT DROP AS
SELECT
    n,
    clinic.uuid_v7() AS id,
    patient.id AS patient_id,
    patient.user_id,
    doctor.id AS doctor_id,
    n / %(doctors)s / 32 + 31 - %(appointments)s / %(doctors)s / 32 + CURRENT_DATE AS day,
    time '09:00' + n / %(doctors)s %% 32 * interval '15 minutes' AS hour,
    abs(hashint8extended(n, 1)) %% 1000 AS dice
FROM generate_series(0, %(appointments)s - 1) AS n
JOIN (
    SELECT id, user_id, row_number() OVER (ORDER BY patient_number) - 1 AS number
    FROM clinic.patients
    WHERE clinic_id = %(clinic_id)s
) AS patient ON patient.number = abs(hashint8extended(n, 2)) %% %(patients)s
JOIN (
    SELECT id, row_number() OVER (ORDER BY employee_id) - 1 AS number
    FROM clinic.doctors
    WHERE clinic_id = %(clinic_id)s
) AS doctor ON doctor.number = n %% %(doctors)s
ORDER BY n;

ANALYZE visit;

INSERT INTO clinic.appointments (
    clinic_id, timezone, id, appointment_number, starts_at, patient_id, doctor_id, status, queue_number,
    queue_status, appointment_type, visit_reason, consultation_fee, source, deleted_at
)
SELECT
    %(clinic_id)s,
    'Asia/Singapore',
    id,
    'A-' || lpad(n::text, 7, '0'),
    (day + hour) AT TIME ZONE 'Asia/Singapore',
    patient_id,
    doctor_id,
    CASE
        WHEN dice < 40 THEN 'cancelled'
        WHEN day > CURRENT_DATE THEN 'scheduled'
        WHEN dice < 80 THEN 'no_show'
        ELSE 'completed'
    END::clinic.appointment_status,
    1 + n %% 100,
    CASE WHEN day <= CURRENT_DATE THEN 'completed' END::clinic.queue_status,
    (ARRAY['consultation', 'follow_up', 'vaccination', 'procedure', 'walk_in'])[1 + dice %% 5],
    'Cough and a sore throat for three days',
    20 + dice %% 50,
    (ARRAY['online', 'phone', 'walk_in'])[1 + dice %% 3],
    CASE WHEN dice = 999 THEN now() END
FROM visit;

INSERT INTO clinic.appointment_slots (
    clinic_id, timezone, starts_at, doctor_id, is_available, appointment_id
)
SELECT %(clinic_id)s, 'Asia/Singapore', (day + hour) AT TIME ZONE 'Asia/Singapore', doctor_id, false, id
FROM visit
WHERE day > CURRENT_DATE - 100
UNION ALL
SELECT
    %(clinic_id)s,
    'Asia/Singapore',
    (day + hour + interval '8 hours') AT TIME ZONE 'Asia/Singapore',
    doctor_id,
    true,
    NULL
FROM visit
WHERE day > CURRENT_DATE;

INSERT INTO clinic.queue_management (
    clinic_id, queue_date, current_number, last_called_number, total_waiting, average_wait_time_minutes
)
SELECT %(clinic_id)s, day, count(*), count(*), 0, max(dice) %% 60
FROM visit
WHERE day <= CURRENT_DATE
GROUP BY day;

INSERT INTO booking.booking_requests (
    clinic_id, idempotency_key, user_id, actor_id, slot_id, patient_id, status, attempts, created_at
)
SELECT %(clinic_id)s, 'key-' || n, user_id, coalesce(user_id, id), id, patient_id, 'success', 1, day - 7
FROM visit
WHERE dice < 100;

INSERT INTO clinic.telemedicine_sessions (
    clinic_id, appointment_id, patient_id, doctor_id, session_token, room_name, status, scheduled_start,
    scheduled_end, duration_minutes, patient_rating
)
SELECT
    %(clinic_id)s,
    id,
    patient_id,
    doctor_id,
    'token-' || n,
    'room-' || n,
    'completed',
    (day + hour) AT TIME ZONE 'Asia/Singapore',
    (day + hour + interval '15 minutes') AT TIME ZONE 'Asia/Singapore',
    15,
    1 + dice %% 5
FROM visit
WHERE dice BETWEEN 100 AND 129 AND day <= CURRENT_DATE;

INSERT INTO clinic.medical_records (
    clinic_id, appointment_id, patient_id, doctor_id, record_number, record_date, chief_complaint,
    primary_diagnosis, primary_diagnosis_code, treatment_plan, follow_up_required, referral_required,
    access_restricted, deleted_at
)
SELECT
    %(clinic_id)s,
    id,
    patient_id,
    doctor_id,
    'R-' || lpad(n::text, 7, '0'),
    day,
    'Cough and a sore throat for three days',
    (ARRAY['Acute upper respiratory infection', 'Essential hypertension', 'Gastroenteritis'])[1 + dice %% 3],
    (ARRAY['J06.9', 'I10', 'A09'])[1 + dice %% 3],
    'Rest, fluids, and paracetamol as needed. To come back if the fever stays for more than three days.',
    dice %% 4 = 0,
    dice %% 20 = 0,
    dice %% 50 = 7,
    CASE WHEN dice = 499 THEN now() END
FROM visit
WHERE dice BETWEEN 200 AND 499 AND day <= CURRENT_DATE;

ANALYZE clinic.medical_records;

INSERT INTO clinic.prescriptions (
    clinic_id, medical_record_id, patient_id, doctor_id, access_restricted, prescription_number,
    prescription_date, status, dispensed_at, collection_method
)
SELECT
    record.clinic_id,
    record.id,
    record.patient_id,
    record.doctor_id,
    access_restricted,
    'RX-' || substring(record_number FROM 3),
    record_date,
    (ARRAY['active', 'dispensed'])[1 + dice %% 2],
    record_date,
    (ARRAY['clinic', 'pharmacy', 'delivery'])[1 + dice %% 3]
FROM clinic.medical_records AS record
JOIN visit ON visit.id = record.appointment_id
WHERE record.clinic_id = %(clinic_id)s AND dice < 350;

INSERT INTO clinic.prescription_items (
    clinic_id, prescription_id, patient_id, doctor_id, access_restricted, medication_name, generic_name,
    dosage, frequency, quantity, unit, unit_price, total_price, is_controlled_drug, is_antibiotic
)
SELECT
    clinic_id, id, patient_id, doctor_id, access_restricted, medicine, medicine, '500 mg',
    'three times a day', 20, 'tablet', 0.50, 10, medicine = 'Codeine', medicine = 'Amoxicillin'
FROM clinic.prescriptions
CROSS JOIN LATERAL unnest(
    CASE substring(prescription_number, 10)
        WHEN '0' THEN ARRAY['Paracetamol', 'Codeine']
        WHEN '1' THEN ARRAY['Paracetamol', 'Amoxicillin']
        ELSE ARRAY['Paracetamol', 'Loratadine']
    END
) AS medicine
WHERE clinic_id = %(clinic_id)s;

INSERT INTO clinic.lab_results (
    clinic_id, medical_record_id, patient_id, doctor_id, access_restricted, lab_name, lab_reference_number,
    test_date, test_category, status, has_critical_values, reviewed_at, reviewed_by
)
SELECT
    record.clinic_id,
    record.id,
    record.patient_id,
    record.doctor_id,
    access_restricted,
    'Example Laboratory',
    'LAB-' || n,
    record_date,
    (ARRAY['haematology', 'biochemistry', 'microbiology'])[1 + dice %% 3],
    (ARRAY['completed', 'reviewed'])[1 + dice %% 2],
    dice %% 30 = 0,
    record_date,
    record.doctor_id
FROM clinic.medical_records AS record
JOIN visit ON visit.id = record.appointment_id
WHERE record.clinic_id = %(clinic_id)s AND dice BETWEEN 300 AND 359;

INSERT INTO clinic.imaging_results (
    clinic_id, medical_record_id, patient_id, doctor_id, access_restricted, imaging_type, body_part,
    reference_number, imaging_date, status, reviewed_at, reviewed_by
)
SELECT
    record.clinic_id,
    record.id,
    record.patient_id,
    record.doctor_id,
    access_restricted,
    (ARRAY['xray', 'ultrasound', 'mri'])[1 + dice %% 3],
    (ARRAY['chest', 'knee', 'hand'])[1 + dice %% 3],
    'IMG-' || n,
    record_date,
    (ARRAY['completed', 'reviewed'])[1 + dice %% 2],
    record_date,
    record.doctor_id
FROM clinic.medical_records AS record
JOIN visit ON visit.id = record.appointment_id
WHERE record.clinic_id = %(clinic_id)s AND dice BETWEEN 360 AND 379;

INSERT INTO clinic.vaccination_records (
    clinic_id, patient_id, vaccine_name, lot_number, administered_date, administered_by, dose_number,
    next_dose_due_date, series_complete
)
SELECT
    %(clinic_id)s,
    patient_id,
    (ARRAY['Influenza', 'Hepatitis B', 'MMR'])[1 + dice %% 3],
    'LOT-' || n %% 1000,
    day,
    doctor.user_id,
    1 + dice %% 3,
    day + 365,
    dice %% 3 = 2
FROM visit
JOIN clinic.doctors AS doctor ON doctor.id = doctor_id
WHERE dice BETWEEN 500 AND 529 AND day <= CURRENT_DATE;

INSERT INTO clinic.payments (
    clinic_id, appointment_id, patient_id, payment_number, receipt_number, payment_date, payment_method,
    subtotal, gst_amount, total_amount, paid_amount, outstanding_amount, status, deleted_at
)
SELECT
    %(clinic_id)s,
    id,
    patient_id,
    'PAY-' || lpad(n::text, 7, '0'),
    'RCP-' || lpad(n::text, 7, '0'),
    day,
    (ARRAY['cash', 'nets', 'credit_card', 'paynow'])[1 + dice %% 4],
    100,
    9,
    109,
    CASE WHEN dice %% 20 = 0 THEN 50 ELSE 109 END,
    CASE WHEN dice %% 20 = 0 THEN 59 ELSE 0 END,
    CASE WHEN dice %% 20 = 0 THEN 'partial' ELSE 'completed' END::clinic.payment_status,
    CASE WHEN dice = 799 THEN now() END
FROM visit
WHERE dice BETWEEN 500 AND 799 AND day <= CURRENT_DATE;

INSERT INTO clinic.payment_items (
    clinic_id, payment_id, patient_id, item_type, item_description, quantity, unit_price, total_price
)
SELECT clinic_id, id, patient_id, 'consultation', 'Consultation', 1, 100, 100
FROM clinic.payments
WHERE clinic_id = %(clinic_id)s;

ANALYZE clinic.payments;

INSERT INTO clinic.insurance_claims (
    clinic_id, payment_id, patient_id, claim_number, insurance_provider, claimed_amount, approved_amount,
    status, created_at
)
SELECT
    payment.clinic_id,
    payment.id,
    payment.patient_id,
    'CLAIM-' || n,
    (ARRAY['Example Insurance', 'Sample Assurance'])[1 + dice %% 2],
    100,
    CASE WHEN dice %% 2 = 0 THEN 80 END,
    (ARRAY['approved', 'submitted', 'rejected'])[1 + dice %% 3],
    day
FROM clinic.payments AS payment
JOIN visit ON visit.id = payment.appointment_id
WHERE payment.clinic_id = %(clinic_id)s AND dice < 530;

INSERT INTO clinic.notifications (
    clinic_id, user_id, type, channel, recipient, subject, message, status, created_at
)
SELECT
    %(clinic_id)s,
    CASE WHEN dice < 50 THEN doctor.user_id ELSE visit.user_id END,
    'appointment_reminder',
    (ARRAY['email', 'sms', 'whatsapp'])[1 + dice %% 3]::clinic.notification_channel,
    '+65 8123 ' || 1000 + n %% 9000,
    'Your appointment',
    'Your appointment is tomorrow at 09:00.',
    (ARRAY['delivered', 'sent', 'failed'])[1 + dice %% 3],
    (day - 1 + hour) AT TIME ZONE 'Asia/Singapore'
FROM visit
JOIN clinic.doctors AS doctor ON doctor.id = doctor_id
WHERE dice < 200 AND day <= CURRENT_DATE;

INSERT INTO clinic.sms_messages (
    clinic_id, notification_id, to_number, message, status, delivery_status, provider_message_id, created_at
)
SELECT clinic_id, id, recipient, message, status, status, 'SM' || substring(id::text FROM 20), created_at
FROM clinic.notifications
WHERE clinic_id = %(clinic_id)s AND channel = 'sms' AND status <> 'pending';

INSERT INTO clinic.whatsapp_messages (
    clinic_id, notification_id, to_number, text_body, status, provider_message_id, created_at
)
SELECT clinic_id, id, recipient, message, status, 'WA' || substring(id::text FROM 20), created_at
FROM clinic.notifications
WHERE clinic_id = %(clinic_id)s AND channel = 'whatsapp';

INSERT INTO clinic.email_messages (
    clinic_id, notification_id, to_email, subject, text_body, status, provider_message_id, created_at
)
SELECT
    clinic_id, id, 'patient@example.com', subject, message, status, 'EM' || substring(id::text FROM 20),
    created_at
FROM clinic.notifications
WHERE clinic_id = %(clinic_id)s AND channel = 'email';

INSERT INTO clinic.integration_webhooks (clinic_id, name, url)
SELECT %(clinic_id)s, 'Webhook ' || n, 'https://example.com/hooks/' || n
FROM generate_series(1, 5) AS n;

INSERT INTO clinic.webhook_logs (
    clinic_id, webhook_id, event_type, payload, status, response_status, created_at
)
SELECT
    %(clinic_id)s,
    webhook.id,
    'appointment.created',
    jsonb_build_object('appointment', visit.id),
    (ARRAY['success', 'failed'])[1 + dice %% 2],
    (ARRAY[200, 500])[1 + dice %% 2],
    day
FROM visit
JOIN clinic.integration_webhooks AS webhook
    ON webhook.clinic_id = %(clinic_id)s AND webhook.name = 'Webhook ' || 1 + n %% 5
WHERE dice < 50;

INSERT INTO clinic.webhook_events (clinic_id, webhook_id, event_id, payload, status, attempts, received_at)
SELECT
    %(clinic_id)s,
    webhook.id,
    'event-' || n,
    jsonb_build_object('appointment', visit.id),
    (ARRAY['success', 'failed'])[1 + dice %% 2]::clinic.webhook_event_status,
    1,
    day
FROM visit
JOIN clinic.integration_webhooks AS webhook
    ON webhook.clinic_id = %(clinic_id)s AND webhook.name = 'Webhook ' || 1 + n %% 5
WHERE dice < 20;

INSERT INTO clinic.system_settings (clinic_id, category, key, value, is_public)
SELECT %(clinic_id)s, 'category ' || n %% 5, 'setting ' || n, to_jsonb(n), n %% 2 = 0
FROM generate_series(1, 50) AS n;

DROP TABLE visit
