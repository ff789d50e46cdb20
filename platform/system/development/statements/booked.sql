-- Answer what was booked: the visit, its appointment, and the number of that.
SELECT
    substr(idempotency_key, 6)::uuid,
    (result ->> 'appointment_id')::uuid,
    result ->> 'appointment_number'
FROM booking.booking_requests
WHERE status = 'success' AND idempotency_key ~ '^seed-[0-9a-f-]{36}$'
