-- A taken slot is where its appointment is. The owner clears away what is long over.
CREATE OR REPLACE TRIGGER keep_taken_slot
BEFORE UPDATE OF starts_at, duration_minutes, doctor_id ON clinic.appointment_slots
FOR EACH ROW
WHEN (
    OLD.appointment_id IS NOT NULL
    AND (OLD.starts_at, OLD.duration_minutes, OLD.doctor_id)
        IS DISTINCT FROM (NEW.starts_at, NEW.duration_minutes, NEW.doctor_id)
    AND current_setting('role') <> 'none'
)
EXECUTE FUNCTION clinic.keep_taken_slot();

CREATE OR REPLACE TRIGGER keep_taken_slot_delete
BEFORE DELETE ON clinic.appointment_slots
FOR EACH ROW
WHEN (OLD.appointment_id IS NOT NULL AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.keep_taken_slot();
