DROP FUNCTION IF EXISTS booking.refusal(text, uuid);
