-- That many events, none processed.
INSERT INTO public.control (payload)
SELECT jsonb_build_object(
    'id', 'evt_' || n, 'type', 'payment_intent.succeeded', 'data', repeat(md5(n::text), 8)
)
FROM generate_series(1, %(events)s) AS n;
