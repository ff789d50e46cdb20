DROP FUNCTION IF EXISTS webhook.receive_event(text, text, jsonb, text, text, text);
