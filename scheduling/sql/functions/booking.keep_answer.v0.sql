DROP FUNCTION IF EXISTS booking.keep_answer(booking.booking_requests, jsonb);
