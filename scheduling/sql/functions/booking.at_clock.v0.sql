DROP FUNCTION IF EXISTS booking.at_clock(date, text, text);
