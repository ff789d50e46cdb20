DROP FUNCTION IF EXISTS clinic.freeze_items_of_completed_payment();
