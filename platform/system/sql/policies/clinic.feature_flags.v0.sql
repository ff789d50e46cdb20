DROP POLICY IF EXISTS admins_read ON clinic.feature_flags;
DROP POLICY IF EXISTS superadmins_rule ON clinic.feature_flags;

ALTER TABLE clinic.feature_flags NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.feature_flags DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.feature_flags FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
