DROP TRIGGER IF EXISTS take_patient ON clinic.payment_items;
