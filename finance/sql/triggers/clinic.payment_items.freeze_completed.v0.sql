DROP TRIGGER IF EXISTS freeze_completed ON clinic.payment_items;
