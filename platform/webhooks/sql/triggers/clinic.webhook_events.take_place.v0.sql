DROP TRIGGER IF EXISTS take_place ON clinic.webhook_events;
