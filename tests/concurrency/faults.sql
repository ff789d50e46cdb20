-- What must never be found in a clinic, whatever its people do at once: a row for each fault. It asks the tables
-- alone, and no function of the booking. Everything in the clinic was made there: nothing was loaded.
WITH appointments AS (
    SELECT
        *,
        status NOT IN ('cancelled', 'rescheduled') AND deleted_at IS NULL AS is_live,
        tstzrange(starts_at, ends_at) AS period,
        -- Typed in by hand, it took no slot.
        source IN ('online', 'staff') AS is_of_slot
    FROM clinic.appointments
    WHERE clinic_id = %(clinic)s
),
slots AS (
    SELECT * FROM clinic.appointment_slots WHERE clinic_id = %(clinic)s
),
requests AS (
    SELECT * FROM booking.booking_requests WHERE clinic_id = %(clinic)s
),
taken AS (
    SELECT slots.id AS slot_id, slots.slot_date, appointments.*
    FROM slots
    JOIN appointments ON appointments.id = slots.appointment_id
),
queue AS (
    SELECT * FROM clinic.queue_management WHERE clinic_id = %(clinic)s
),
visits AS (
    SELECT
        patient_id,
        count(*) FILTER (WHERE status = 'completed') AS visits,
        count(*) FILTER (WHERE status = 'no_show') AS absences,
        min(appointment_date) FILTER (WHERE status = 'completed') AS first_day,
        max(appointment_date) FILTER (WHERE status = 'completed') AS last_day
    FROM appointments
    WHERE deleted_at IS NULL
    GROUP BY patient_id
)
SELECT 'a doctor is in two places' AS fault, one.id::text AS at
FROM appointments AS one
JOIN appointments AS other ON other.doctor_id = one.doctor_id AND other.id > one.id AND other.period && one.period
WHERE one.is_live AND other.is_live AND NOT one.may_overlap AND NOT other.may_overlap

UNION ALL
SELECT 'a patient is in two places', one.id::text
FROM taken AS one
JOIN taken AS other ON other.patient_id = one.patient_id AND other.id > one.id AND other.period && one.period
WHERE one.is_live AND other.is_live

UNION ALL
SELECT 'a slot is taken by what is not there at that time', slots.id::text
FROM slots
LEFT JOIN appointments
    ON appointments.id = slots.appointment_id
    AND appointments.is_live
    AND (appointments.doctor_id, appointments.starts_at, appointments.ends_at)
        = (slots.doctor_id, slots.starts_at, slots.ends_at)
WHERE slots.appointment_id IS NOT NULL AND appointments.id IS NULL

UNION ALL
SELECT 'a slot is neither free nor taken', id::text
FROM slots
WHERE is_available = (appointment_id IS NOT NULL)

UNION ALL
SELECT 'a slot is taken and held', id::text
FROM slots
WHERE appointment_id IS NOT NULL AND held_until IS NOT NULL

UNION ALL
SELECT 'an appointment has not one slot', appointments.id::text
FROM appointments
WHERE appointments.is_live
    AND appointments.is_of_slot
    AND (SELECT count(*) FROM slots WHERE slots.appointment_id = appointments.id) <> 1

UNION ALL
SELECT 'a doctor sees too many on a day', doctors.id::text
FROM clinic.doctors
WHERE clinic_id = %(clinic)s
    AND doctors.max_daily_appointments < ANY (
        SELECT count(*) FROM taken WHERE taken.doctor_id = doctors.id GROUP BY taken.slot_date
    )

UNION ALL
SELECT 'an appointment was moved to nowhere, or to two', old.id::text
FROM appointments AS old
WHERE (old.status = 'rescheduled')::integer
    <> (SELECT count(*) FROM appointments AS new WHERE new.rescheduled_from = old.id)

UNION ALL
SELECT 'a move changes the patient', new.id::text
FROM appointments AS new
JOIN appointments AS old ON old.id = new.rescheduled_from
WHERE new.patient_id <> old.patient_id

UNION ALL
SELECT 'a patient''s visits are counted wrong', patients.id::text
FROM clinic.patients
LEFT JOIN visits ON visits.patient_id = patients.id
WHERE clinic_id = %(clinic)s
    AND (patients.total_visits, patients.no_show_count, patients.first_visit_date, patients.last_visit_date)
        IS DISTINCT FROM (coalesce(visits, 0), coalesce(absences, 0), first_day, last_day)

UNION ALL
SELECT 'a doctor''s consultations are counted wrong', doctors.id::text
FROM clinic.doctors
WHERE clinic_id = %(clinic)s
    AND doctors.total_consultations <> (
        SELECT count(*)
        FROM appointments
        WHERE appointments.doctor_id = doctors.id AND status = 'completed' AND deleted_at IS NULL
    )

UNION ALL
SELECT 'those who wait are counted wrong', queue.queue_date::text
FROM queue
WHERE queue.total_waiting <> (
    SELECT count(*)
    FROM appointments
    WHERE appointment_date = queue.queue_date AND queue_status = 'waiting' AND deleted_at IS NULL
)

UNION ALL
SELECT 'queue numbers have gaps, or are given twice', appointment_date::text
FROM appointments
LEFT JOIN queue ON queue.queue_date = appointments.appointment_date
WHERE queue_number IS NOT NULL
GROUP BY appointment_date, queue.numbers_given
HAVING array_agg(queue_number::integer ORDER BY queue_number::integer)
    IS DISTINCT FROM ARRAY(SELECT generate_series(1, queue.numbers_given))

UNION ALL
SELECT 'the queue disagrees with the appointment', id::text
FROM appointments
WHERE queue_status IS NOT NULL
    AND (queue_number IS NULL OR NOT CASE queue_status
        WHEN 'waiting' THEN status = 'confirmed'
        WHEN 'called' THEN status = 'confirmed'
        WHEN 'serving' THEN status = 'in_progress'
        WHEN 'completed' THEN status = 'completed'
        -- Who has left may come again, and be seen without a number being called.
        ELSE true
    END)

UNION ALL
SELECT 'an appointment has not a number of the day it was made', appointment_number
FROM appointments
JOIN clinic.clinics AS own ON own.id = appointments.clinic_id
WHERE appointment_number
    !~ ('^' || own.code || to_char(appointments.created_at AT TIME ZONE own.timezone, '-YYYYMMDD-') || '[0-9]{4,}$')

UNION ALL
SELECT 'a key is stored twice', min(idempotency_key)
FROM requests
GROUP BY idempotency_key
HAVING count(*) > 1

UNION ALL
SELECT 'a request is not answered', requests.idempotency_key
FROM requests
LEFT JOIN appointments
    ON appointments.id::text = requests.result ->> 'appointment_id'
    AND appointments.patient_id = requests.patient_id
    AND appointments.appointment_number = requests.result ->> 'appointment_number'
WHERE requests.attempts < 1
    OR NOT CASE requests.status
        WHEN 'success' THEN appointments.id IS NOT NULL AND requests.error IS NULL
        WHEN 'pending' THEN false
        ELSE requests.error IS NOT NULL AND requests.result IS NULL
    END

UNION ALL
SELECT 'a booking is the answer to no request, or to two', appointments.id::text
FROM appointments
WHERE appointments.is_of_slot
    AND appointments.rescheduled_from IS NULL
    AND (SELECT count(*) FROM requests WHERE result ->> 'appointment_id' = appointments.id::text) <> 1
