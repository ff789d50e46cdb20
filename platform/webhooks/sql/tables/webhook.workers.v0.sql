DROP TABLE IF EXISTS webhook.workers;
