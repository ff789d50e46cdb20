DROP FUNCTION IF EXISTS webhook.give_back(text, uuid[], integer[]);
