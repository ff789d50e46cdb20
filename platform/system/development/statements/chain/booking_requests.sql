-- The request behind each booking on line; some had been made before, for a time that was taken or gone.
INSERT INTO booking.booking_requests (
    id, clinic_id, user_id, actor_id, idempotency_key, slot_id, patient_id, status, result, error, attempts, created_at
)
SELECT
    pg_temp.timed_key('booking_requests/' || request.status, visit.dice, visit.booked_at - request.before),
    site.id,
    person.user_id,
    -- Who had a login then may have none any more.
    coalesce(person.user_id, person.id),
    'web-' || request.status || '-' || visit.id,
    pg_temp.timed_key('appointment_slots', visit.dice, visit.starts_at - interval '15 days'),
    person.id,
    request.status,
    CASE WHEN request.status = 'success'
        THEN jsonb_build_object('appointment_id', visit.id, 'appointment_number', visit.number)
    END,
    request.error,
    1,
    visit.booked_at - request.before
FROM pg_temp.visit
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = visit.person
JOIN (
    VALUES
        ('success', NULL, interval '0 minutes', 1.0),
        ('conflict', 'The slot was taken a moment before.', interval '2 minutes', 0.03),
        ('error', 'No such slot.', interval '5 minutes', 0.005)
) AS request (status, error, before, share)
    ON pg_temp.luck(visit.dice, 'request') < request.share
WHERE visit.source = 'online';
