\set number random(1, 9000000000000000)
\set clinic random(10, 29)
SELECT
    set_config('app.current_clinic_id', '00000000-0000-4000-8000-0000000000' || :clinic::text, true),
    webhook.receive_event(
        'stripe',
        'evt_' || :number::text,
        jsonb_build_object('id', :number::bigint, 'type', 'payment_intent.succeeded', 'data', repeat('x', 256)),
        'payment_intent.succeeded'
    );
