-- That many jobs, none done; and who does them.
INSERT INTO procrastinate_workers SELECT FROM generate_series(1, 8);
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT
    'webhooks',
    'receive',
    jsonb_build_object(
        'id', 'evt_' || n, 'type', 'payment_intent.succeeded', 'data', repeat(md5(n::text), 8)
    )
FROM generate_series(1, %(events)s) AS n;
