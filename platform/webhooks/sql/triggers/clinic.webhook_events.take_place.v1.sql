CREATE OR REPLACE TRIGGER take_place
BEFORE INSERT ON clinic.webhook_events
FOR EACH ROW
EXECUTE FUNCTION webhook.take_place();
