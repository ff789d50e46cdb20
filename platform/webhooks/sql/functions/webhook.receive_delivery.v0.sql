DROP FUNCTION IF EXISTS webhook.receive_delivery(uuid, text, jsonb, text, text, text);
