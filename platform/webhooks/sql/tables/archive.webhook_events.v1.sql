-- Events that have succeeded, after their time in the queue: whole rows as JSON, so that a column more or less
-- there changes nothing here. For the owner alone.
CREATE TABLE IF NOT EXISTS archive.webhook_events (
    id uuid NOT NULL,
    clinic_id uuid,
    processed_at timestamptz NOT NULL,
    event jsonb NOT NULL,
    CONSTRAINT webhook_events_pkey PRIMARY KEY (id)
);

ALTER TABLE archive.webhook_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE archive.webhook_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE archive.webhook_events IS 'Webhook events that have succeeded, out of the queue.';
