DROP FUNCTION IF EXISTS booking.book(booking.slot_offer, uuid, text, uuid);
