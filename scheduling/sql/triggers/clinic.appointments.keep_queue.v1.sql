-- Somebody came into the queue, was called, or left it.
CREATE OR REPLACE TRIGGER keep_queue
AFTER UPDATE ON clinic.appointments
FOR EACH ROW
WHEN (
    (OLD.queue_status, OLD.deleted_at IS NULL) IS DISTINCT FROM (NEW.queue_status, NEW.deleted_at IS NULL)
    AND (OLD.queue_status IS NOT NULL OR NEW.queue_status IS NOT NULL)
)
EXECUTE FUNCTION clinic.keep_queue();

-- The owner loads queues that are long over, with their days.
CREATE OR REPLACE TRIGGER keep_queue_insert
AFTER INSERT ON clinic.appointments
FOR EACH ROW
WHEN (NEW.queue_status IS NOT NULL AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.keep_queue();
