DROP FUNCTION IF EXISTS webhook.front();
