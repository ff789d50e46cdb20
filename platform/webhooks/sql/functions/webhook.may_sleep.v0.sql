DROP FUNCTION IF EXISTS webhook.may_sleep(interval);
