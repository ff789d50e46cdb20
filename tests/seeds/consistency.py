"""What must hold between the rows of a seeded database, asked in SQL of its own."""

from tests.seeds.seeded import Seeded

FAULTS = {
    "a patient's counters differ from the appointments": """
        SELECT p.patient_number FROM clinic.patients AS p
        LEFT JOIN clinic.appointments AS a ON a.patient_id = p.id
        GROUP BY p.id
        HAVING p.total_visits <> count(*) FILTER (WHERE a.status = 'completed')
            OR p.no_show_count <> count(*) FILTER (WHERE a.status = 'no_show')
            OR p.first_visit_date IS DISTINCT FROM
                min(a.appointment_date) FILTER (WHERE a.status = 'completed')
            OR p.last_visit_date IS DISTINCT FROM
                max(a.appointment_date) FILTER (WHERE a.status = 'completed')""",
    "a doctor's counter differs from the appointments": """
        SELECT d.employee_id FROM clinic.doctors AS d
        LEFT JOIN clinic.appointments AS a ON a.doctor_id = d.id AND a.status = 'completed'
        GROUP BY d.id HAVING d.total_consultations <> count(a.id)""",
    "an appointment that keeps its time is in no taken slot of that time": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        LEFT JOIN clinic.appointment_slots AS s ON s.appointment_id = a.id
            AND NOT s.is_available AND s.doctor_id = a.doctor_id
            AND (s.starts_at, s.ends_at) = (a.starts_at, a.ends_at)
        WHERE a.status NOT IN ('cancelled', 'rescheduled') AND s.id IS NULL""",
    "a slot is held by an appointment that gave it up": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        JOIN clinic.appointment_slots AS s ON s.appointment_id = a.id
        WHERE a.status IN ('cancelled', 'rescheduled')""",
    "a slot is taken by nobody": """
        SELECT id::text FROM clinic.appointment_slots
        WHERE NOT is_available AND NOT is_blocked AND appointment_id IS NULL""",
    "appointments of a doctor overlap": """
        SELECT appointment_number FROM (
            SELECT appointment_number, starts_at < max(ends_at) OVER (
                PARTITION BY doctor_id ORDER BY starts_at, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS is_double
            FROM clinic.appointments WHERE status NOT IN ('cancelled', 'rescheduled')
        ) AS a WHERE is_double""",
    "a doctor sees two patients at once": """
        SELECT appointment_number FROM (
            SELECT appointment_number, consultation_start_at
                < max(COALESCE(consultation_end_at, 'infinity')) OVER (
                    PARTITION BY doctor_id ORDER BY consultation_start_at, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS is_double
            FROM clinic.appointments WHERE consultation_start_at IS NOT NULL
        ) AS a WHERE is_double""",
    "an appointment's number does not tell its clinic and day": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        JOIN clinic.clinics AS c ON c.id = a.clinic_id
        WHERE a.appointment_number !~ ('^' || c.code || '-[0-9]{8}-[0-9]{4}$')
            -- Of the day that it is for, or on which it was booked through the function.
            OR split_part(a.appointment_number, '-', 2) NOT IN (
                to_char(a.appointment_date, 'YYYYMMDD'),
                to_char(a.created_at AT TIME ZONE c.timezone, 'YYYYMMDD')
            )""",
    "a moved appointment was not moved": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        LEFT JOIN clinic.appointments AS b ON b.rescheduled_from = a.id
            AND b.patient_id = a.patient_id AND b.starts_at > a.starts_at
        WHERE (a.status = 'rescheduled') <> (b.id IS NOT NULL)""",
    "a consultation is on before it began, or after it ended": """
        SELECT appointment_number FROM clinic.appointments
        WHERE (status = 'completed') <> (consultation_end_at IS NOT NULL)
            OR (status IN ('in_progress', 'completed')) <> (consultation_start_at IS NOT NULL)
            OR consultation_start_at < called_at OR called_at < checked_in_at""",
    "a visit has no record, no payment, or has one without being completed": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        LEFT JOIN clinic.medical_records AS m ON m.appointment_id = a.id
        LEFT JOIN clinic.payments AS p ON p.appointment_id = a.id
        WHERE (a.status = 'completed') <> (m.id IS NOT NULL)
            OR (a.status = 'completed') <> (p.id IS NOT NULL)""",
    "a bill is not the sum of its lines, or its tax not 9%": """
        SELECT p.payment_number FROM clinic.payments AS p
        JOIN clinic.payment_items AS i ON i.payment_id = p.id
        GROUP BY p.id
        HAVING p.subtotal <> sum(i.total_price) OR p.gst_amount <> round(p.subtotal * 0.09, 2)""",
    "an appointment's cost is not its bill's": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        JOIN clinic.payments AS p ON p.appointment_id = a.id
        WHERE a.total_amount <> p.total_amount + p.medisave_amount + p.insurance_claim_amount
            OR a.chas_subsidy_amount <> p.chas_subsidy_amount""",
    "a subsidy without a card": """
        SELECT p.payment_number FROM clinic.payments AS p
        JOIN clinic.patients AS t ON t.id = p.patient_id
        WHERE p.chas_subsidy_amount > 0 AND t.chas_card_type = 'none'""",
    "a claim is for another amount than its bill": """
        SELECT c.claim_number FROM clinic.insurance_claims AS c
        JOIN clinic.payments AS p ON p.id = c.payment_id
        WHERE c.claimed_amount <> p.insurance_claim_amount""",
    "a queue counts others than wait": """
        SELECT q.queue_date::text FROM clinic.queue_management AS q
        LEFT JOIN clinic.appointments AS a ON a.clinic_id = q.clinic_id
            AND a.appointment_date = q.queue_date AND a.queue_status = 'waiting'
        GROUP BY q.id HAVING q.total_waiting <> count(a.id)""",
    "a queue has given fewer numbers than are out": """
        SELECT q.queue_date::text FROM clinic.queue_management AS q
        JOIN clinic.appointments AS a ON a.clinic_id = q.clinic_id
            AND a.appointment_date = q.queue_date
        GROUP BY q.id HAVING q.numbers_given < max(substring(a.queue_number, '[0-9]+$')::int)""",
    "two of a day have one queue number": """
        SELECT min(appointment_number) FROM clinic.appointments WHERE queue_number IS NOT NULL
        GROUP BY clinic_id, appointment_date, queue_number HAVING count(*) > 1""",
    "a message that carried nothing, or news that nothing carried": """
        SELECT n.id::text FROM clinic.notifications AS n
        LEFT JOIN (
            SELECT notification_id AS id, 'sms' AS channel FROM clinic.sms_messages
            UNION ALL SELECT notification_id, 'whatsapp' FROM clinic.whatsapp_messages
            UNION ALL SELECT notification_id, 'email' FROM clinic.email_messages
        ) AS m USING (id)
        WHERE n.channel <> 'in_app' AND (
            (n.status = 'pending') <> (m.id IS NULL) OR m.channel <> n.channel::text)""",
    "a doctor has an appointment outside their hours": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        JOIN clinic.doctors AS d ON d.id = a.doctor_id
        WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(
                d.working_hours -> lower(to_char(a.appointment_date, 'dy'))
            ) AS session
            WHERE a.appointment_time >= (session ->> 0)::time
                AND a.appointment_time < (session ->> 1)::time)""",
    "what was dispensed is not what was billed": """
        SELECT p.payment_number FROM clinic.payments AS p
        LEFT JOIN (
            SELECT payment_id, sum(total_price) AS billed FROM clinic.payment_items
            WHERE item_type = 'medication' GROUP BY payment_id
        ) AS b ON b.payment_id = p.id
        LEFT JOIN (
            SELECT m.appointment_id, sum(i.total_price) AS dispensed
            FROM clinic.medical_records AS m
            JOIN clinic.prescriptions AS r ON r.medical_record_id = m.id
            JOIN clinic.prescription_items AS i ON i.prescription_id = r.id
            GROUP BY m.appointment_id
        ) AS d USING (appointment_id)
        WHERE b.billed IS DISTINCT FROM d.dispensed""",
    "a booking on line without its request, or a request without its booking": """
        SELECT coalesce(a.appointment_number, r.idempotency_key) FROM clinic.appointments AS a
        FULL JOIN (SELECT * FROM booking.booking_requests WHERE status = 'success') AS r
            ON r.result ->> 'appointment_number' = a.appointment_number
            AND (r.clinic_id, r.patient_id) = (a.clinic_id, a.patient_id)
        WHERE a.id IS NULL OR (a.source = 'online' AND r.id IS NULL)""",
    "a video consultation without its session": """
        SELECT a.appointment_number FROM clinic.appointments AS a
        LEFT JOIN clinic.telemedicine_sessions AS t ON t.appointment_id = a.id
            AND (t.patient_id, t.doctor_id) = (a.patient_id, a.doctor_id)
            AND (t.scheduled_start, t.scheduled_end) = (a.starts_at, a.ends_at)
        WHERE (a.is_telemedicine AND a.status <> 'rescheduled') <> (t.id IS NOT NULL)""",
    "a payment by the gateway of which it told nothing": """
        SELECT p.payment_number FROM clinic.payments AS p
        LEFT JOIN clinic.webhook_events AS e ON e.clinic_id = p.clinic_id
            AND e.event_id = 'evt_' || p.payment_intent_id
            AND (e.payload #>> '{data,object,amount_received}')::int = p.total_amount * 100
        WHERE p.payment_intent_id IS NOT NULL AND e.id IS NULL""",
    "an event that has ended otherwise than workers end them": """
        SELECT e.event_id FROM clinic.webhook_events AS e
        CROSS JOIN LATERAL (
            SELECT count(*) AS failed, max(tried.attempt ->> 'error') AS error
            FROM jsonb_array_elements(e.history) WITH ORDINALITY AS tried (attempt, number)
            WHERE (tried.attempt ->> 'attempt')::int = tried.number
        ) AS tries
        WHERE CASE e.status
            WHEN 'dead_letter' THEN (e.attempts, e.attempts, e.error) <> (e.max_attempts, tries.failed, tries.error)
                OR e.last_attempt_at <> (e.history #>> '{-1,began_at}')::timestamptz
            WHEN 'success' THEN e.attempts <> tries.failed + 1 OR e.processed_at IS NULL
            ELSE e.status <> 'pending' OR e.attempts <> 0
        END""",
    "a webhook counts other deliveries than were made": """
        SELECT w.name FROM clinic.integration_webhooks AS w
        LEFT JOIN clinic.webhook_logs AS l ON l.webhook_id = w.id
        GROUP BY w.id
        HAVING w.success_count <> count(*) FILTER (WHERE l.status = 'success')
            OR w.failure_count <> count(*) FILTER (WHERE l.status = 'failed')""",
    "a patient is told of another's visit": """
        SELECT n.id::text FROM clinic.notifications AS n
        JOIN clinic.appointments AS a ON a.id = (n.metadata ->> 'appointment_id')::uuid
        JOIN clinic.patients AS p ON p.id = a.patient_id
        WHERE n.recipient NOT IN (p.phone, p.email::text)""",
    "something happened after the moment that is shown": """
        WITH shown AS (
            SELECT max((run ->> 'shown')::timestamptz) AS at
            FROM clinic.system_settings, jsonb_array_elements(value -> 'runs') AS run
            WHERE category = 'seed'
        )
        SELECT appointment_number FROM clinic.appointments, shown
        WHERE greatest(checked_in_at, called_at, consultation_start_at, consultation_end_at,
            reminder_sent_at, no_show_marked_at) > shown.at
        UNION ALL SELECT payment_number FROM clinic.payments, shown
        WHERE greatest(refunded_at, receipt_sent_at) > shown.at
        UNION ALL SELECT claim_number FROM clinic.insurance_claims, shown
        WHERE greatest(submitted_at, approved_at, rejected_at) > shown.at
        UNION ALL SELECT id::text FROM clinic.notifications, shown
        WHERE greatest(sent_at, delivered_at, read_at, failed_at) > shown.at
        UNION ALL SELECT id::text FROM clinic.lab_results, shown WHERE reviewed_at > shown.at
        UNION ALL SELECT id::text FROM clinic.imaging_results, shown WHERE reviewed_at > shown.at
        UNION ALL SELECT id::text FROM clinic.telemedicine_sessions, shown
        WHERE greatest(actual_start, actual_end) > shown.at
        UNION ALL SELECT event_id FROM clinic.webhook_events, shown
        WHERE greatest(received_at, processed_at) > shown.at""",
    "an address outside .example": """
        SELECT email::text FROM clinic.patients WHERE email !~ '[.]example$'
        UNION ALL SELECT email FROM clinic.clinics WHERE email !~ '[.]example$'
        UNION ALL SELECT to_email FROM clinic.email_messages WHERE to_email !~ '[.]example$'""",
    "a patient without the numbers that they have, or a secret that nobody gave": """
        SELECT full_name FROM clinic.patients
        WHERE nric_encrypted IS NULL OR nric_hash !~ '^[0-9a-f]{64}$' OR passport_number_encrypted IS NOT NULL
            OR (chas_card_number_encrypted IS NULL) <> (chas_card_type = 'none')
            OR (insurance_policy_number_encrypted IS NULL) <> (insurance_provider IS NULL)
        UNION ALL SELECT email::text FROM clinic.users WHERE two_factor_secret IS NOT NULL
        UNION ALL SELECT name FROM clinic.integration_webhooks WHERE secret IS NOT NULL""",
    "somebody is given what they are allergic to": """
        SELECT i.medication_name FROM clinic.prescription_items AS i
        JOIN clinic.prescriptions AS r ON r.id = i.prescription_id
        JOIN clinic.patients AS p ON p.id = r.patient_id
        WHERE (i.is_antibiotic AND p.allergies::text LIKE '%Penicillin%')
            OR (i.generic_name = 'Diclofenac' AND p.allergies::text LIKE '%NSAID%')""",
}


def faults(database: Seeded) -> list[str]:
    """Name the rules that some row breaks, with those rows."""
    with database.connect() as connection:
        found = {rule: connection.execute(query).fetchmany(3) for rule, query in FAULTS.items()}
    return [f"{rule}: {rows}" for rule, rows in found.items() if rows]


CONSTRAINTS = """
SELECT conname::text, format('SELECT count(*) FROM %s WHERE NOT (%s)', conrelid::regclass, pg_get_expr(conbin, conrelid))
FROM pg_constraint
WHERE contype = 'c' AND connamespace::regnamespace::text IN ('clinic', 'booking')
UNION ALL
SELECT
    conname::text,
    format(
        'SELECT count(*) FROM %s AS child LEFT JOIN %s AS parent ON %s WHERE %s AND parent.id IS NULL',
        conrelid::regclass,
        confrelid::regclass,
        string_agg(format('child.%I = parent.%I', ours.attname, theirs.attname), ' AND '),
        string_agg(format('child.%I IS NOT NULL', ours.attname), ' AND ')
    )
FROM pg_constraint
CROSS JOIN unnest(conkey, confkey) AS pair (our, their)
JOIN pg_attribute AS ours ON ours.attrelid = conrelid AND ours.attnum = pair.our
JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = pair.their
WHERE contype = 'f' AND connamespace::regnamespace::text IN ('clinic', 'booking')
GROUP BY conname, conrelid, confrelid
"""


def broken_constraints(database: Seeded) -> list[str]:
    """Name the checks and foreign keys that some row breaks: as if each were added anew."""
    with database.connect() as connection:
        constraints = connection.execute(CONSTRAINTS).fetchall()
        return [name for name, query in constraints if connection.execute(query).fetchone() != (0,)]
