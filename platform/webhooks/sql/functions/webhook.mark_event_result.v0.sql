DROP FUNCTION IF EXISTS webhook.mark_event_result(uuid, clinic.webhook_event_status, text, text, integer);
