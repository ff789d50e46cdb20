-- The appointments: what has become of each, and what is known of its cost.
INSERT INTO clinic.appointments (
    id, clinic_id, patient_id, doctor_id, appointment_number, starts_at, duration_minutes, timezone,
    appointment_type, visit_reason, status, source, booked_by, rescheduled_from, is_telemedicine, queue_number,
    queue_status, checked_in_at, called_at, consultation_start_at, consultation_end_at, telemedicine_link,
    telemedicine_session_id, consultation_fee, additional_charges, chas_applicable, chas_subsidy_amount,
    total_amount, pre_consultation_notes, reminder_sent_at, reminder_channels, cancelled_by,
    cancellation_reason, no_show_marked_at, created_at
)
SELECT
    visit.id,
    site.id,
    person.id,
    doctor.id,
    visit.number,
    visit.starts_at,
    15,
    site.timezone,
    visit.kind,
    condition.complaint,
    visit.status::clinic.appointment_status,
    visit.source,
    CASE WHEN visit.source IN ('online', 'whatsapp') THEN person.user_id ELSE reception.id END,
    visit.moved_from,
    visit.online,
    visit.queue_number,
    CASE WHEN visit.queue_number IS NOT NULL
        THEN CASE visit.status
            WHEN 'in_progress' THEN 'serving'
            WHEN 'completed' THEN 'completed'
            ELSE 'waiting'
        END
    END::clinic.queue_status,
    visit.checked_in_at,
    visit.began_at - interval '1 minute',
    visit.began_at,
    visit.ended_at,
    'https://video.example/' || visit.room,
    visit.room,
    visit.fee,
    COALESCE(bill.gross - visit.fee, 0),
    COALESCE(bill.chas > 0, false),
    COALESCE(bill.chas, 0),
    bill.gross - bill.chas,
    CASE WHEN visit.is_seen THEN 'Vital signs taken by the nurse.' END,
    visit.reminded_at,
    CASE WHEN visit.reminded_at IS NULL THEN '[]' ELSE jsonb_build_array(person.channel) END,
    CASE WHEN visit.gone_at IS NOT NULL THEN reception.id END,
    CASE WHEN visit.status = 'cancelled' THEN pg_temp.pick(visit.dice, 'reason', words.cancellations) END,
    CASE WHEN visit.status = 'no_show' THEN visit.starts_at + interval '30 minutes' END,
    visit.booked_at
FROM pg_temp.visit
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.login AS reception ON reception.role = 'staff'
JOIN pg_temp.person ON person.number = visit.person
JOIN pg_temp.doctor ON doctor.number = visit.doctor
JOIN pg_temp.condition ON condition.number = visit.condition
LEFT JOIN pg_temp.bill ON bill.visit = visit.id
ORDER BY visit.starts_at, visit.doctor;
