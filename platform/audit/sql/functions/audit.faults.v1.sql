-- Verify the chains: recompute every seal and every entry under it, and give what does not agree, the first
-- of each chain first. A fault is: a seal that was changed, or is missing before another; an entry that was
-- changed (another value, id, clinic or time), removed, or inserted into a period that was sealed without it.
-- Concurrency: reads.
-- Raises: 55000 where the database has moved to another server since its last seal.
-- Security: for the owner alone. Whoever may change the log and the seals may compute new seals: keep the
-- heads of the chains elsewhere (audit_seal --head).
CREATE OR REPLACE FUNCTION audit.faults()
RETURNS TABLE (clinic_id uuid, number integer, entry_id bigint, fault text)
LANGUAGE sql
STABLE
SET search_path = ''
AS $$
WITH
chain AS (
    SELECT
        seal.*,
        coalesce(lag(seal.digest) OVER in_order, '') AS digest_before,
        coalesce(lag(seal.number) OVER in_order, 0) + 1 AS number_expected
    FROM audit.seals AS seal
    WINDOW in_order AS (PARTITION BY seal.clinic_id ORDER BY seal.number)
),
sealed AS (
    SELECT seal.clinic_id, seal.number, entry.id, entry.digest, 1 AS copy
    FROM audit.seals AS seal
    CROSS JOIN unnest(seal.entry_ids, seal.entry_digests) AS entry (id, digest)
),
present AS (
    SELECT *, row_number() OVER (PARTITION BY found.id ORDER BY found.digest) AS copy
    FROM audit.digests() AS found
)
SELECT
    chain.clinic_id,
    chain.number,
    NULL::bigint AS entry_id,
    CASE
        WHEN chain.number <> chain.number_expected THEN 'a seal before this one is missing'
        ELSE 'the seal was changed'
    END AS fault
FROM chain
WHERE chain.number <> chain.number_expected
    OR chain.previous <> chain.digest_before
    OR chain.digest <> audit.seal_digest(
        chain.clinic_id, chain.number, chain.server, chain.after_id, chain.from_transaction,
        chain.to_transaction, chain.entry_ids, chain.entry_digests, chain.previous
    )
UNION ALL
SELECT
    coalesce(sealed.clinic_id, present.clinic_id),
    coalesce(
        sealed.number,
        (
            SELECT min(chain.number)
            FROM chain
            WHERE chain.clinic_id IS NOT DISTINCT FROM present.clinic_id
                AND (present.id <= chain.after_id OR present.transaction_id < chain.to_transaction)
        )
    ),
    coalesce(sealed.id, present.id),
    CASE
        WHEN present.id IS NULL THEN 'the entry was removed'
        WHEN sealed.id IS NULL THEN 'the entry was inserted'
        ELSE 'the entry was changed'
    END
FROM sealed
FULL JOIN present ON present.id = sealed.id AND present.copy = sealed.copy
WHERE (sealed.id, sealed.digest) IS DISTINCT FROM (present.id, present.digest)
ORDER BY clinic_id NULLS FIRST, number, entry_id NULLS FIRST
$$;

REVOKE ALL ON FUNCTION audit.faults() FROM PUBLIC;

COMMENT ON FUNCTION audit.faults() IS 'What in the sealed log does not agree with its seals.';
