DROP TRIGGER IF EXISTS keep_queue ON clinic.appointments;
DROP TRIGGER IF EXISTS keep_queue_insert ON clinic.appointments;
