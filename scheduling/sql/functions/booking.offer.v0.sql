DROP FUNCTION IF EXISTS booking.offer(uuid, uuid, uuid);
