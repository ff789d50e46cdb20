SELECT
    coalesce(array_agg(id), '{}') AS ids,
    coalesce(array_agg(attempts), '{}') AS attempts,
    jsonb_agg(payload) AS payloads
FROM webhook.finish_and_claim('worker ' || :client_id::text, :ids::uuid[], :attempts::integer[], :batch) \gset
