-- Somebody came into the queue, was called, left it, or was set to another day. Named to come after release_slot:
-- triggers fire by name, and the day's row, for which all wait, is locked last.
CREATE OR REPLACE TRIGGER settle_queue
AFTER UPDATE ON clinic.appointments
FOR EACH ROW
WHEN (
    (OLD.queue_status, OLD.deleted_at IS NULL, OLD.appointment_date)
        IS DISTINCT FROM (NEW.queue_status, NEW.deleted_at IS NULL, NEW.appointment_date)
    AND (OLD.queue_status IS NOT NULL OR NEW.queue_status IS NOT NULL)
)
EXECUTE FUNCTION clinic.keep_queue();

-- The owner loads queues that are long over, with their days.
CREATE OR REPLACE TRIGGER settle_queue_insert
AFTER INSERT ON clinic.appointments
FOR EACH ROW
WHEN (NEW.queue_status IS NOT NULL AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.keep_queue();
