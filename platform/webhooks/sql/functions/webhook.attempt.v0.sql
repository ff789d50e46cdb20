DROP FUNCTION IF EXISTS webhook.attempt(clinic.webhook_events, text);
