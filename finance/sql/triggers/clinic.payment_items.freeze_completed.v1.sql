-- What was billed with a completed payment stays as it was billed.
CREATE OR REPLACE TRIGGER freeze_completed
BEFORE UPDATE OR DELETE ON clinic.payment_items
FOR EACH ROW
EXECUTE FUNCTION clinic.freeze_items_of_completed_payment();

-- Nobody who acts adds to one; the owner loads payments that were completed long ago.
CREATE OR REPLACE TRIGGER freeze_completed_insert
BEFORE INSERT ON clinic.payment_items
FOR EACH ROW
WHEN (current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.freeze_items_of_completed_payment();
