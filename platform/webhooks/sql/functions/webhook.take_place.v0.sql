DROP FUNCTION IF EXISTS webhook.take_place();
