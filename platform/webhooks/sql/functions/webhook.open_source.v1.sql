-- Give what it takes to know a source's events as genuine: how it signs, and the secrets that it may sign with
-- now, the newest first. No row for one that is unknown, is switched off, or has no secret.
-- Concurrency: reads alone.
-- Raises: nothing.
-- Security: runs as clinic_definer, whose policies let it see secrets only where nobody acts. Only the login
-- clinic_app may call it, and only outside a person's role.
CREATE OR REPLACE FUNCTION webhook.open_source(p_source_id uuid)
RETURNS TABLE (
    clinic_id uuid,
    scheme varchar,
    secret_id uuid,
    secret varchar
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = ''
AS $$
SELECT source.clinic_id, source.scheme, given.id, given.secret
FROM clinic.webhook_sources AS source
-- Of a source of the platform no key holds whose its secrets are.
JOIN clinic.webhook_secrets AS given
    ON given.source_id = source.id AND given.clinic_id IS NOT DISTINCT FROM source.clinic_id
WHERE source.id = p_source_id
    AND source.is_active
    AND (given.expires_at IS NULL OR given.expires_at > clock_timestamp())
ORDER BY given.created_at DESC, given.id
$$;

ALTER FUNCTION webhook.open_source(uuid) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION webhook.open_source(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook.open_source(uuid) TO clinic_app;

COMMENT ON FUNCTION webhook.open_source(uuid) IS 'How a source signs, and the secrets that it may sign with now.';
