-- Digest an entry in its canonical form: a JSON array of all its fields, with the values by their digests.
-- Concurrency: none.
-- Raises: nothing.
-- Security: for the owner alone.
CREATE OR REPLACE FUNCTION audit.entry_digest(p_entry audit.audit_logs)
RETURNS uuid
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN left(
    encode(
        sha256(
            convert_to(
                jsonb_build_array(
                    (p_entry).id,
                    extract(epoch FROM (p_entry).created_at),
                    (p_entry).transaction_id,
                    (p_entry).clinic_id,
                    (p_entry).user_id,
                    (p_entry).table_schema,
                    (p_entry).table_name,
                    (p_entry).record_id,
                    (p_entry).action,
                    (p_entry).actor_role,
                    (p_entry).changed_fields,
                    audit.value_digests((p_entry).salt, (p_entry).old_values),
                    audit.value_digests((p_entry).salt, (p_entry).new_values),
                    host((p_entry).ip_address),
                    (p_entry).request_id,
                    (p_entry).session_id,
                    (p_entry).user_agent
                )::text,
                'UTF8'
            )
        ),
        'hex'
    ),
    32
)::uuid;

REVOKE ALL ON FUNCTION audit.entry_digest(audit.audit_logs) FROM PUBLIC;

COMMENT ON FUNCTION audit.entry_digest(audit.audit_logs) IS
    'The first 16 bytes of the SHA-256 of an entry in its canonical form.';
