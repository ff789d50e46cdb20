\set number random(1, 9000000000000000)
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(
        'webhooks', 'receive', 0, NULL, NULL,
        jsonb_build_object('id', :number::bigint, 'type', 'payment_intent.succeeded', 'data', repeat('x', 256)),
        NULL
    )::procrastinate_job_to_defer_v1
]);
