DROP FUNCTION IF EXISTS webhook.let_followers_in(uuid[]);
