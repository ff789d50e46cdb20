DROP FUNCTION IF EXISTS booking.give_queue_number(date);
