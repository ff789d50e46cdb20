DROP POLICY IF EXISTS members_read ON clinic.clinics;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.clinics;
DROP POLICY IF EXISTS admins_update ON clinic.clinics;
DROP POLICY IF EXISTS superadmins_rule ON clinic.clinics;
DROP POLICY IF EXISTS functions_read_their_clinic ON clinic.clinics;

ALTER TABLE clinic.clinics NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.clinics DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.clinics FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
