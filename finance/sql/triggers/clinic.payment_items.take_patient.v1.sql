-- A new one starts as its payment is; from then on a key lets it follow.
CREATE OR REPLACE TRIGGER take_patient
BEFORE INSERT OR UPDATE OF payment_id ON clinic.payment_items
FOR EACH ROW
EXECUTE FUNCTION clinic.take_patient_of_payment();
