DROP FUNCTION IF EXISTS booking.return_to_queue(uuid);
