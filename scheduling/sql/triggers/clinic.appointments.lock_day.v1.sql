-- Whatever can make two appointments overlap waits for its turn; who is squeezed in may. The owner, who loads years at once, would hold a lock for
-- each day of them.
CREATE OR REPLACE TRIGGER lock_day_insert
BEFORE INSERT ON clinic.appointments
FOR EACH ROW
WHEN (NOT NEW.may_overlap AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.lock_day();

CREATE OR REPLACE TRIGGER lock_day
BEFORE UPDATE OF starts_at, duration_minutes, doctor_id, may_overlap, deleted_at ON clinic.appointments
FOR EACH ROW
WHEN (NOT NEW.may_overlap AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.lock_day();
