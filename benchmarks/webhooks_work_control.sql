WITH claimed AS (
    UPDATE public.control
    SET status = 'processing', attempts = attempts + 1, last_attempt_at = now()
    WHERE id = ANY (
        ARRAY(
            SELECT id FROM public.control WHERE status = 'pending'
            ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED
        )
    )
    RETURNING id, payload
)
SELECT coalesce(array_agg(id), '{}') AS ids, jsonb_agg(payload) AS payloads FROM claimed \gset
UPDATE public.control SET status = 'success', processed_at = now() WHERE id = ANY (:ids::bigint[]);
