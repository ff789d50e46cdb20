DROP FUNCTION IF EXISTS webhook.replay(uuid[], text, timestamptz, timestamptz);
