-- Say whether a JSON value is a list of attachments: objects that name their url and a document_type
-- that the enum type knows.
-- Concurrency: none; IMMUTABLE, since labels are only ever added to the enum.
-- Raises: nothing; false for JSON of another shape.
-- Security: reads its argument alone. Rows are checked with it whoever writes them.
CREATE OR REPLACE FUNCTION clinic.are_attachments(p_attachments jsonb)
RETURNS boolean
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
SET search_path = ''
AS $$
SELECT CASE jsonb_typeof(p_attachments)
    WHEN 'array' THEN NOT EXISTS (
        SELECT
        FROM jsonb_array_elements(p_attachments) AS attachment
        WHERE (attachment ->> 'document_type' = ANY (enum_range(NULL::clinic.document_type)::text[])
            AND attachment ->> 'url' <> '') IS NOT TRUE
    )
    ELSE false
END
$$;

REVOKE ALL ON FUNCTION clinic.are_attachments(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.are_attachments(jsonb) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

COMMENT ON FUNCTION clinic.are_attachments(jsonb) IS
    'True for a JSON list of objects that each name a document_type and a url.';
