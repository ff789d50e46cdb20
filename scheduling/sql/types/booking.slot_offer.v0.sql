DROP TYPE IF EXISTS booking.slot_offer;
