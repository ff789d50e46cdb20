DROP FUNCTION IF EXISTS booking.mark_no_show(uuid);
