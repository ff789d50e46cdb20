-- A taken slot is where its appointment is. The owner clears away what is long over.
CREATE OR REPLACE TRIGGER keep_taken_slot
BEFORE DELETE ON clinic.appointment_slots
FOR EACH ROW
WHEN (OLD.appointment_id IS NOT NULL AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.keep_taken_slot();
