-- A new one starts as its record is; from then on a key lets it follow.
CREATE OR REPLACE TRIGGER take_restriction
BEFORE INSERT OR UPDATE OF medical_record_id ON clinic.prescriptions
FOR EACH ROW
EXECUTE FUNCTION clinic.take_restriction_of_record();
