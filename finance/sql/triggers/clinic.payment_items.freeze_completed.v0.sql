DROP TRIGGER IF EXISTS freeze_completed ON clinic.payment_items;
DROP TRIGGER IF EXISTS freeze_completed_insert ON clinic.payment_items;
