-- Who works on the queue: a row for each process, which it writes anew every few seconds. A worker that has not
-- been seen for long, and has not said that it ends, is dead; what it had comes back by its leases.
CREATE TABLE IF NOT EXISTS webhook.workers (
    name text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    sources text[] NOT NULL,
    concurrency integer NOT NULL,
    batch_size integer NOT NULL,
    running integer NOT NULL,
    succeeded bigint NOT NULL,
    failed bigint NOT NULL,
    CONSTRAINT workers_pkey PRIMARY KEY (name)
);

COMMENT ON TABLE webhook.workers IS 'Who works on the queue of webhook events, and when each was last seen.';
COMMENT ON COLUMN webhook.workers.name IS 'Host, process and a random part; its threads are lease owners of that name and a number.';
COMMENT ON COLUMN webhook.workers.ended_at IS 'When it ended of its own accord; NULL of one that works, or has died.';
COMMENT ON COLUMN webhook.workers.sources IS 'Whose events it takes; empty: everybody''s.';
COMMENT ON COLUMN webhook.workers.running IS 'How many events are being processed at the moment.';
COMMENT ON COLUMN webhook.workers.succeeded IS 'How many events it has processed.';
COMMENT ON COLUMN webhook.workers.failed IS 'How many attempts have failed, or made dead letters.';
