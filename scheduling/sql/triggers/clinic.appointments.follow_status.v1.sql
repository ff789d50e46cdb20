-- An appointment goes from status to status as the table of steps says.
CREATE OR REPLACE TRIGGER follow_status
BEFORE UPDATE OF status ON clinic.appointments
FOR EACH ROW
WHEN (OLD.status IS DISTINCT FROM NEW.status)
EXECUTE FUNCTION clinic.follow_status();

-- Whoever acts begins at the beginning, which 'scheduled' always is; the owner loads what is long over.
CREATE OR REPLACE TRIGGER follow_status_insert
BEFORE INSERT ON clinic.appointments
FOR EACH ROW
WHEN (NEW.status <> 'scheduled' AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.follow_status();
