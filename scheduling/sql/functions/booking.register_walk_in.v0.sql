DROP FUNCTION IF EXISTS booking.register_walk_in(uuid, uuid, text);
