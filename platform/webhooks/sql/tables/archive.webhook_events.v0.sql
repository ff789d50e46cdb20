DROP TABLE IF EXISTS archive.webhook_events;
