-- A row that names no time zone gets its clinic's.
CREATE OR REPLACE TRIGGER take_clinic_timezone
BEFORE INSERT ON clinic.appointment_slots
FOR EACH ROW
WHEN (NEW.timezone = '')
EXECUTE FUNCTION clinic.take_clinic_timezone();
