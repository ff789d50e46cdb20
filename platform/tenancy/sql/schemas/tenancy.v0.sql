REVOKE USAGE ON SCHEMA clinic FROM clinic_app;

REVOKE USAGE ON SCHEMA clinic, booking FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

DROP SCHEMA IF EXISTS tenancy;
