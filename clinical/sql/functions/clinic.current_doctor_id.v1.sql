-- The doctor that the person who acts is, in the clinic acted in; NULL where they are none.
-- Concurrency: STABLE; in a policy write (SELECT clinic.current_doctor_id()), evaluated once a statement.
-- PL/pgSQL keeps the plan of its query, which an SQL function would make anew for each statement.
-- Raises: nothing of its own.
-- Security: runs as whoever asks, under the policies of doctors.
CREATE OR REPLACE FUNCTION clinic.current_doctor_id()
RETURNS uuid
LANGUAGE plpgsql
STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (
        SELECT doctors.id
        FROM clinic.doctors
        WHERE doctors.clinic_id = (SELECT tenancy.current_clinic_id())
            AND doctors.user_id = (SELECT tenancy.current_user_id())
            AND doctors.deleted_at IS NULL
    );
END
$$;

REVOKE ALL ON FUNCTION clinic.current_doctor_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.current_doctor_id() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

COMMENT ON FUNCTION clinic.current_doctor_id() IS
    'The doctor that the person who acts is, or NULL.';
