CREATE OR REPLACE TRIGGER keep_expected
BEFORE UPDATE OF deleted_at ON clinic.patients
FOR EACH ROW
WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL AND current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.keep_expected_patient();
