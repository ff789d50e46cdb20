-- Say whether the person who acts may soft-delete rows of a table, given by its name in schema clinic.
-- Concurrency: reads the catalogue alone.
-- Raises: nothing; false for a table that is not there, or is deleted from in another way, or not at all.
-- Security: the grants of clinic_definer say which tables; admins delete in them, and superadmins clinics.
CREATE OR REPLACE FUNCTION clinic.may_soft_delete(p_table text)
RETURNS boolean
LANGUAGE sql
STABLE
RETURN EXISTS (
    SELECT
    FROM pg_catalog.pg_attribute AS deleted_at
    JOIN pg_catalog.pg_class AS sought ON sought.oid = deleted_at.attrelid
    WHERE sought.relnamespace = 'clinic'::regnamespace
        AND sought.relname = p_table
        AND deleted_at.attname = 'deleted_at'
        AND has_column_privilege('clinic_definer', sought.oid, deleted_at.attnum, 'UPDATE')
)
AND (
    current_setting('role') = 'clinic_superadmin'
    OR (current_setting('role') = 'clinic_admin' AND p_table <> 'clinics')
);

REVOKE ALL ON FUNCTION clinic.may_soft_delete(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.may_soft_delete(text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_app;

COMMENT ON FUNCTION clinic.may_soft_delete(text) IS
    'Whether the person who acts may soft-delete rows of a table.';
