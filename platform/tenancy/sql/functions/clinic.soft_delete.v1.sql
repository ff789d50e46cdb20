-- Soft-delete a row, or bring it back: what is deleted stays, and admins alone see it.
-- A row that is deleted already keeps the time of its deletion.
-- Concurrency: locks the row; of two calls the second changes nothing.
-- Raises: 42501 when the person who acts deletes nothing in this table, or themselves; P0002 when there is no
-- such row in their clinic; 23505, of an appointment 23P01, when a row that is to come back has its place taken
-- meanwhile; 23514 where a table's rules keep a row, as they keep a patient who is expected.
-- Security: runs as clinic_definer, since no person's role may write deleted_at. Its policies keep it in the
-- clinic acted in. The table's name is quoted, and one of those to which clinic_definer has the grant.
CREATE OR REPLACE FUNCTION clinic.soft_delete(p_table text, p_id uuid, p_deleted boolean DEFAULT true)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_rows bigint;
BEGIN
    IF NOT coalesce(clinic.may_soft_delete(p_table), false) THEN
        RAISE EXCEPTION '% does not delete in %', current_setting('role'), p_table
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format(
        'UPDATE clinic.%I SET deleted_at = CASE WHEN $2 THEN coalesce(deleted_at, now()) END WHERE id = $1',
        p_table
    )
    USING p_id, coalesce(p_deleted, true);
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows = 0 THEN
        RAISE EXCEPTION 'there is no row % in %', p_id, p_table
            USING ERRCODE = 'no_data_found';
    END IF;
END
$$;

ALTER FUNCTION clinic.soft_delete(text, uuid, boolean) OWNER TO clinic_definer;
REVOKE ALL ON FUNCTION clinic.soft_delete(text, uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.soft_delete(text, uuid, boolean) TO clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.soft_delete(text, uuid, boolean) IS
    'Soft-deletes a row of a table, or brings it back: by an admin of its clinic, or a superadmin.';
