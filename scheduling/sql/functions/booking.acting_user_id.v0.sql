DROP FUNCTION IF EXISTS booking.acting_user_id();
