DROP POLICY IF EXISTS same_clinic ON clinic.doctors;
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.doctors;
DROP POLICY IF EXISTS members_read ON clinic.doctors;
DROP POLICY IF EXISTS doctors_update_themselves ON clinic.doctors;
DROP POLICY IF EXISTS admins_insert ON clinic.doctors;
DROP POLICY IF EXISTS admins_update ON clinic.doctors;

ALTER TABLE clinic.doctors NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.doctors DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON clinic.doctors FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
