-- An appointment that names no number gets the next one.
CREATE OR REPLACE TRIGGER number_appointment
BEFORE INSERT ON clinic.appointments
FOR EACH ROW
WHEN (NEW.appointment_number = '')
EXECUTE FUNCTION clinic.number_appointment();
