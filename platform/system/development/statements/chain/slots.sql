-- The slots: of the past those that were taken, from today on all.
INSERT INTO clinic.appointment_slots (
    id, clinic_id, doctor_id, starts_at, duration_minutes, timezone, is_available, is_blocked, block_reason,
    appointment_id, created_at
)
SELECT
    pg_temp.timed_key('appointment_slots', offer.dice, offer.starts_at - interval '15 days'),
    site.id,
    doctor.id,
    offer.starts_at,
    15,
    site.timezone,
    visit.id IS NULL AND NOT offer.is_meeting,
    offer.is_meeting,
    CASE WHEN offer.is_meeting THEN 'Meeting of the clinic' END,
    visit.id,
    offer.starts_at - interval '15 days'
FROM pg_temp.offer
CROSS JOIN pg_temp.site
JOIN pg_temp.doctor ON doctor.number = offer.doctor
LEFT JOIN pg_temp.visit
    ON visit.dice = offer.dice AND visit.status NOT IN ('cancelled', 'rescheduled')
WHERE visit.id IS NOT NULL OR offer.date >= site.today
ORDER BY offer.starts_at, offer.doctor;
