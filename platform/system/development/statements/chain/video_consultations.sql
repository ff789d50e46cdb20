-- A session for each video consultation.
INSERT INTO clinic.telemedicine_sessions (
    id, clinic_id, appointment_id, patient_id, doctor_id, session_token, room_url, room_name, status,
    scheduled_start, scheduled_end, actual_start, actual_end, duration_minutes, patient_joined_at,
    patient_left_at, doctor_joined_at, doctor_left_at, connection_drops, patient_connection_quality,
    doctor_connection_quality, video_issues, technical_issues, patient_rating, doctor_notes, created_at
)
SELECT
    pg_temp.timed_key('telemedicine_sessions', visit.dice, visit.booked_at),
    site.id,
    visit.id,
    person.id,
    doctor.id,
    'seed-' || visit.id,
    'https://video.example/' || visit.room,
    visit.room,
    CASE visit.status
        WHEN 'in_progress' THEN 'in_progress'
        WHEN 'completed' THEN 'completed'
        WHEN 'cancelled' THEN 'cancelled'
        WHEN 'no_show' THEN 'failed'
        ELSE 'scheduled'
    END,
    visit.starts_at,
    visit.starts_at + interval '15 minutes',
    visit.began_at,
    visit.ended_at,
    date_part('epoch', visit.ended_at - visit.began_at) / 60,
    visit.began_at - interval '1 minute',
    visit.ended_at,
    visit.began_at,
    visit.ended_at,
    held.drops,
    CASE WHEN held.is_over THEN (ARRAY['good', 'fair'])[1 + held.drops] END,
    CASE WHEN held.is_over THEN 'excellent' END,
    held.drops > 0,
    CASE WHEN held.drops > 0 THEN 'Picture froze once, joined again.' END,
    CASE WHEN held.is_over THEN pg_temp.throw(visit.dice, 'rating', 3, 5) END,
    CASE WHEN held.is_over THEN 'Identity checked on camera.' END,
    visit.booked_at
FROM pg_temp.visit
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = visit.person
JOIN pg_temp.doctor ON doctor.number = visit.doctor
CROSS JOIN LATERAL (
    SELECT
        visit.status = 'completed' AS is_over,
        CASE WHEN visit.status = 'completed' AND pg_temp.luck(visit.dice, 'drops') < 0.2 THEN 1 ELSE 0 END AS drops
) AS held
WHERE visit.online AND visit.status <> 'rescheduled';
