-- The control: the least that a queue is. No row security, no lease, no second delivery noticed.
CREATE TABLE public.control (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL DEFAULT now(),
    last_attempt_at timestamptz,
    processed_at timestamptz
);
CREATE INDEX control_pending_idx ON public.control (id) WHERE status = 'pending';
