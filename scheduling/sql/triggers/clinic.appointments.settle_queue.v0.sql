DROP TRIGGER IF EXISTS settle_queue ON clinic.appointments;
DROP TRIGGER IF EXISTS settle_queue_insert ON clinic.appointments;
