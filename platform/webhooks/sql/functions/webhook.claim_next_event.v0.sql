DROP FUNCTION IF EXISTS webhook.claim_next_event(text, integer, text, interval);
