CREATE OR REPLACE TRIGGER go_on_counting
BEFORE INSERT ON clinic.queue_management
FOR EACH ROW
WHEN (current_setting('role') <> 'none')
EXECUTE FUNCTION clinic.go_on_counting();
