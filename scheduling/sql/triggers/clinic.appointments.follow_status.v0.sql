DROP TRIGGER IF EXISTS follow_status ON clinic.appointments;
DROP TRIGGER IF EXISTS follow_status_insert ON clinic.appointments;
