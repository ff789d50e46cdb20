-- Digest a seal: whose it is, its place in the chain, its period, its entries, and the seal before it.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.seal_digest(
    p_clinic_id uuid,
    p_number integer,
    p_server bigint,
    p_after_id bigint,
    p_from_transaction bigint,
    p_to_transaction bigint,
    p_entry_ids bigint[],
    p_entry_digests uuid[],
    p_previous bytea
)
RETURNS bytea
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN sha256(
    convert_to(
        jsonb_build_array(
            p_clinic_id,
            p_number,
            p_server,
            p_after_id,
            p_from_transaction,
            p_to_transaction,
            encode(p_previous, 'hex')
        )::text,
        'UTF8'
    )
    || array_send(p_entry_ids)
    || array_send(p_entry_digests)
);

REVOKE ALL ON FUNCTION audit.seal_digest(uuid, integer, bigint, bigint, bigint, bigint, bigint[], uuid[], bytea)
    FROM PUBLIC;

COMMENT ON FUNCTION audit.seal_digest(uuid, integer, bigint, bigint, bigint, bigint, bigint[], uuid[], bytea) IS
    'The SHA-256 of a seal.';
