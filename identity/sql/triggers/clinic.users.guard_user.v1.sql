-- Whoever acts keeps their own role, clinic and state: somebody else changes them.
CREATE OR REPLACE TRIGGER guard_user
BEFORE UPDATE OF role, clinic_id, is_active, deleted_at ON clinic.users
FOR EACH ROW
WHEN (
    NEW.id = tenancy.current_user_id()
    AND (NEW.role, NEW.clinic_id, NEW.is_active, NEW.deleted_at)
        IS DISTINCT FROM (OLD.role, OLD.clinic_id, OLD.is_active, OLD.deleted_at)
)
EXECUTE FUNCTION clinic.guard_user();
