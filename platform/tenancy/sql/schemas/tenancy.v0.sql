DO $$
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database());
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM clinic_app, clinic_worker_app', current_database());
END
$$;

REVOKE USAGE ON SCHEMA clinic FROM clinic_app;

REVOKE USAGE ON SCHEMA clinic, booking, audit FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search, clinic_audit;

DROP SCHEMA IF EXISTS tenancy;
