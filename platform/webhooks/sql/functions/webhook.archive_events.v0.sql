DROP FUNCTION IF EXISTS webhook.archive_events(timestamptz, integer);
