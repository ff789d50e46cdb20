-- Clinics with doctors, patients and free slots: a clinic's slots are of its doctors by turns, twenty a day from
-- nine o'clock in Singapore, from tomorrow on. What is a number here has its key from it.
INSERT INTO clinic.clinics (id, code, name, registration_number, address, postal_code, phone, email)
SELECT md5('clinic/' || c)::uuid, 'C' || c, 'Clinic ' || c, 'R' || c, 'Here', '018956', '+65 6123 4567', 'a@b.example'
FROM generate_series(0, %(clinics)s - 1) AS c;

INSERT INTO clinic.users (id, clinic_id, email, password_hash, role, full_name)
SELECT md5('user/' || c)::uuid, md5('clinic/' || c)::uuid, 'staff' || c || '@example.com', 'x', 'staff', 'Staff ' || c
FROM generate_series(0, %(clinics)s - 1) AS c;

INSERT INTO clinic.doctors (
    id, clinic_id, employee_id, full_name, medical_registration_number, license_expiry, max_daily_appointments,
    advance_booking_days, working_hours
)
SELECT
    md5('doctor/' || c || '/' || d)::uuid, md5('clinic/' || c)::uuid, 'E' || d, 'Doctor ' || d, 'M' || d,
    date '2199-01-01', 40, 90, '{}'
FROM generate_series(0, %(clinics)s - 1) AS c
CROSS JOIN generate_series(0, %(doctors)s - 1) AS d;

INSERT INTO clinic.patients (id, clinic_id, patient_number, full_name, date_of_birth, gender)
SELECT
    md5('patient/' || n)::uuid, md5('clinic/' || n %% %(clinics)s)::uuid, 'P' || n, 'Tan Mei Ling ' || n,
    date '1980-01-01', 'female'
FROM generate_series(0, %(slots)s - 1) AS n;

INSERT INTO clinic.appointment_slots (id, clinic_id, doctor_id, starts_at, duration_minutes, timezone)
SELECT
    md5('slot/' || n)::uuid,
    md5('clinic/' || n %% %(clinics)s)::uuid,
    md5('doctor/' || n %% %(clinics)s || '/' || place %% %(doctors)s)::uuid,
    (CURRENT_DATE + 1)::timestamp AT TIME ZONE 'Asia/Singapore'
        + interval '9 hours' + interval '1 day' * (place / %(doctors)s / 20)
        + interval '15 minutes' * (place / %(doctors)s %% 20),
    15,
    'Asia/Singapore'
FROM generate_series(0, %(slots)s - 1) AS n
CROSS JOIN LATERAL (SELECT n / %(clinics)s AS place) AS within;

-- Everybody has been here once, so that statistics know what appointments are like.
INSERT INTO clinic.appointments (
    clinic_id, patient_id, doctor_id, appointment_number, starts_at, duration_minutes, timezone, appointment_type,
    status
)
SELECT
    slot.clinic_id,
    md5('patient/' || n)::uuid,
    slot.doctor_id,
    'OLD-' || n,
    slot.starts_at - interval '364 days',
    15,
    'Asia/Singapore',
    'consultation',
    'completed'
FROM generate_series(0, %(slots)s - 1) AS n
JOIN clinic.appointment_slots AS slot ON slot.id = md5('slot/' || n)::uuid;

INSERT INTO booking.booking_requests (
    idempotency_key, user_id, actor_id, clinic_id, slot_id, patient_id, status, result, attempts
)
SELECT 'old/' || appointment_number, users.id, users.id, clinic_id, gen_random_uuid(), patient_id, 'success', '{}', 1
FROM clinic.appointments
JOIN clinic.users USING (clinic_id);
