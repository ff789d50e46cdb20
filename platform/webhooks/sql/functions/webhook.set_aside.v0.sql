DROP FUNCTION IF EXISTS webhook.set_aside(uuid[]);
