-- A new one starts as its prescription is; from then on a key lets it follow.
CREATE OR REPLACE TRIGGER take_people
BEFORE INSERT OR UPDATE OF prescription_id ON clinic.prescription_items
FOR EACH ROW
EXECUTE FUNCTION clinic.take_people_of_prescription();
