DROP FUNCTION IF EXISTS clinic.freeze_completed_payment();
