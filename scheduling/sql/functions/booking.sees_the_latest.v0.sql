DROP FUNCTION IF EXISTS booking.sees_the_latest();
