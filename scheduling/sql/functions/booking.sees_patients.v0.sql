DROP FUNCTION IF EXISTS booking.sees_patients(timestamptz, date, boolean, date);
