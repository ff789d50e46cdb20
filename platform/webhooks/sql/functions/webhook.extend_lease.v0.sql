DROP FUNCTION IF EXISTS webhook.extend_lease(uuid, text, integer, interval);
