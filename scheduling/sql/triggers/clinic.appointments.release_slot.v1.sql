-- Cancelled, moved or deleted, or at another time or doctor than it was: its slot is for others.
CREATE OR REPLACE TRIGGER release_slot
AFTER UPDATE ON clinic.appointments
FOR EACH ROW
WHEN (
    (NEW.status IN ('cancelled', 'rescheduled') AND NEW.status <> OLD.status)
    OR (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL)
    OR (NEW.starts_at, NEW.duration_minutes, NEW.doctor_id)
        IS DISTINCT FROM (OLD.starts_at, OLD.duration_minutes, OLD.doctor_id)
)
EXECUTE FUNCTION clinic.release_slot();
