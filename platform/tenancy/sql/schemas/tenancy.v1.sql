-- Who is asking, for policies and functions; and the right to look into the project's schemas.
CREATE SCHEMA IF NOT EXISTS tenancy;

COMMENT ON SCHEMA tenancy IS 'Who is asking: the context of the person that acts.';

GRANT USAGE ON SCHEMA tenancy, clinic, booking TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search, clinic_audit;

GRANT USAGE ON SCHEMA audit TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_definer, clinic_audit;

-- Whoever inserts makes a key; the function is older than the roles.
GRANT EXECUTE ON FUNCTION clinic.uuid_v7() TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

-- Whoever has a login on the server has no business here but those who are named.
DO $$
BEGIN
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO clinic_app, clinic_worker_app', current_database());
END
$$;

-- The sign-in functions stand in clinic; nothing else there answers a bare login.
GRANT USAGE ON SCHEMA clinic TO clinic_app;
