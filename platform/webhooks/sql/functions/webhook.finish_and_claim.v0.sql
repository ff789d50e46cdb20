DROP FUNCTION IF EXISTS webhook.finish_and_claim(text, uuid[], integer[], integer, text, interval);
