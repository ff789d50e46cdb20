-- That many events of all clinics in turn, none processed, with the places that they would have got one by one.
INSERT INTO clinic.webhook_events (clinic_id, source, event_id, event_type, payload, place)
SELECT
    clinics.ids[1 + n %% cardinality(clinics.ids)],
    'stripe',
    'evt_' || n || '_' || line.front,
    'payment_intent.succeeded',
    jsonb_build_object(
        'id', 'evt_' || n, 'type', 'payment_intent.succeeded', 'data', repeat(md5(n::text), 8)
    ),
    line.front + n / cardinality(clinics.ids)
FROM generate_series(1, %(events)s) AS n
CROSS JOIN (SELECT array_agg(id) AS ids FROM clinic.clinics) AS clinics
CROSS JOIN (SELECT last_value AS front FROM webhook.line_front) AS line;
