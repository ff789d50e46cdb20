-- What was completed or refunded keeps its amounts.
CREATE OR REPLACE TRIGGER freeze_completed
BEFORE UPDATE ON clinic.payments
FOR EACH ROW
WHEN (OLD.status IN ('completed', 'refunded'))
EXECUTE FUNCTION clinic.freeze_completed_payment();
