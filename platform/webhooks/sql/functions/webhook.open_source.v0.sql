DROP FUNCTION IF EXISTS webhook.open_source(uuid);
