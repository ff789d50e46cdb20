DROP FUNCTION IF EXISTS webhook.beat(text, text[], integer, integer, integer, bigint, bigint, boolean);
