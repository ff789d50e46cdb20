\set number random(1, 9000000000000000)
INSERT INTO public.control (payload)
VALUES (jsonb_build_object('id', :number::bigint, 'type', 'payment_intent.succeeded', 'data', repeat('x', 256)));
