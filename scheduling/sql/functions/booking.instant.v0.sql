DROP FUNCTION IF EXISTS booking.instant(timestamptz);
