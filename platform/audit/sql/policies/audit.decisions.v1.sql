-- The decisions: read by clinic_audit alone, where it needs to know what is never stored.
REVOKE ALL ON audit.decisions FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_audit;
GRANT SELECT ON audit.decisions TO clinic_audit;
